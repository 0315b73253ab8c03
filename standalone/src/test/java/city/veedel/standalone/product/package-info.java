/** Tests of parts of the product that the whole product would reach too slowly. */
@org.jspecify.annotations.NullMarked
package city.veedel.standalone.product;

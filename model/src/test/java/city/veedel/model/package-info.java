@org.jspecify.annotations.NullMarked
package city.veedel.model;

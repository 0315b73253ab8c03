/** Tests of the audit trail, on a real PostgreSQL. */
@org.jspecify.annotations.NullMarked
package city.veedel.schema.audit;

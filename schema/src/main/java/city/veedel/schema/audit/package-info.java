/**
 * The audit trail: what somebody may have to answer for later, written once and never changed. The
 * database itself refuses to change or delete an entry.
 */
@NullMarked
package city.veedel.schema.audit;

import org.jspecify.annotations.NullMarked;

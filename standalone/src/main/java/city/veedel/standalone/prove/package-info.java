/**
 * {@code ./veedel prove}: breaks a product on purpose, again and again, while devices keep a
 * ledger, and compares the ledger with the database afterwards. Every choice comes from a seed.
 */
@NullMarked
package city.veedel.standalone.prove;

import org.jspecify.annotations.NullMarked;

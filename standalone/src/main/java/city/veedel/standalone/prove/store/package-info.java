/** Reads what a product under test has stored. */
@NullMarked
package city.veedel.standalone.prove.store;

import org.jspecify.annotations.NullMarked;

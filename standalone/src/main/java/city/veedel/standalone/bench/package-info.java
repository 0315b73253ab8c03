/**
 * {@code ./veedel bench}: load against a fresh instance in a process of its own, and in the same
 * run the ceilings that the machine sets, so that ratios can be told.
 */
@NullMarked
package city.veedel.standalone.bench;

import org.jspecify.annotations.NullMarked;

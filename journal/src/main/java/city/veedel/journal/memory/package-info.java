/**
 * A journal without a disk, for tests and simulation: the same contract, the same bounds, and
 * faults on demand. Nothing survives the process; the product never uses it.
 */
@NullMarked
package city.veedel.journal.memory;

import org.jspecify.annotations.NullMarked;

/**
 * The journal of one machine: SQLite files in a directory, one writer thread, group commit. An
 * acknowledgement leaves only after the sync of the commit that holds its entries; damage is found
 * by checksums and by the numbers of the batches, reported, and never served.
 */
@NullMarked
package city.veedel.journal.sqlite;

import org.jspecify.annotations.NullMarked;

/**
 * The bytes of an entry: compact, versioned, and read back with suspicion. Encoding happens on the
 * thread of whoever appends, so that the journal's writer only copies. Nothing here does I/O.
 */
@NullMarked
package city.veedel.journal.codec;

import org.jspecify.annotations.NullMarked;

/**
 * JSONata expressions (docs.jsonata.org) that make the platform's own messages of a vendor's
 * documents, bounded: whatever an expression does, it ends after a counted number of steps, and
 * what it builds on the way is small.
 */
@NullMarked
package city.veedel.decode.jsonata;

import org.jspecify.annotations.NullMarked;

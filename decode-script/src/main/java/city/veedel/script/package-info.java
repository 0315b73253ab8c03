/** Vendors' own JavaScript decoders, run in a sandbox that bounds their time and their memory. */
@NullMarked
package city.veedel.script;

import org.jspecify.annotations.NullMarked;

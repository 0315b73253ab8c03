/** What was decoded against what its device type declares. */
@NullMarked
package city.veedel.decode.declared;

import org.jspecify.annotations.NullMarked;

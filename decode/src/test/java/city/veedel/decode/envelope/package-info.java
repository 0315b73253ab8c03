@NullMarked
package city.veedel.decode.envelope;

import org.jspecify.annotations.NullMarked;

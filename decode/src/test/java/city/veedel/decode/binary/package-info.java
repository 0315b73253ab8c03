@NullMarked
package city.veedel.decode.binary;

import org.jspecify.annotations.NullMarked;

@NullMarked
package city.veedel.decode.unit;

import org.jspecify.annotations.NullMarked;

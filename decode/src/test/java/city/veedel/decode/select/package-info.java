@NullMarked
package city.veedel.decode.select;

import org.jspecify.annotations.NullMarked;

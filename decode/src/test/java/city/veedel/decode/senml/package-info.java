@NullMarked
package city.veedel.decode.senml;

import org.jspecify.annotations.NullMarked;

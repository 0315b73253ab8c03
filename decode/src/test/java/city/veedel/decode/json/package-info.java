@NullMarked
package city.veedel.decode.json;

import org.jspecify.annotations.NullMarked;

@NullMarked
package city.veedel.decode.community;

import org.jspecify.annotations.NullMarked;

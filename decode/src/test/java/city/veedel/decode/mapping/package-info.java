@NullMarked
package city.veedel.decode.mapping;

import org.jspecify.annotations.NullMarked;

@NullMarked
package city.veedel.decode.catalogue;

import org.jspecify.annotations.NullMarked;

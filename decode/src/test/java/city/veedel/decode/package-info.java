@NullMarked
package city.veedel.decode;

import org.jspecify.annotations.NullMarked;

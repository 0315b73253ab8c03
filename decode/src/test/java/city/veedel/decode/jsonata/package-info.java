@NullMarked
package city.veedel.decode.jsonata;

import org.jspecify.annotations.NullMarked;

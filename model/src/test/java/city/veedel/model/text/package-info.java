@NullMarked
package city.veedel.model.text;

import org.jspecify.annotations.NullMarked;

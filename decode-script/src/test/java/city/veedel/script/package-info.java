@NullMarked
package city.veedel.script;

import org.jspecify.annotations.NullMarked;

@NullMarked
package city.veedel.standalone.prove;

import org.jspecify.annotations.NullMarked;

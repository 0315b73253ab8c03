@NullMarked
package city.veedel.standalone.backup;

import org.jspecify.annotations.NullMarked;

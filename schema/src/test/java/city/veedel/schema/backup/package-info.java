@NullMarked
package city.veedel.schema.backup;

import org.jspecify.annotations.NullMarked;

@NullMarked
package city.veedel.schema;

import org.jspecify.annotations.NullMarked;

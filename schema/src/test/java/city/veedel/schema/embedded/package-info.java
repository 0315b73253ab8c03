@NullMarked
package city.veedel.schema.embedded;

import org.jspecify.annotations.NullMarked;

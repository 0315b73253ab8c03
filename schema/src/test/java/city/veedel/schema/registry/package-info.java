@NullMarked
package city.veedel.schema.registry;

import org.jspecify.annotations.NullMarked;

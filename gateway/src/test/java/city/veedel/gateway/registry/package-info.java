@NullMarked
package city.veedel.gateway.registry;

import org.jspecify.annotations.NullMarked;

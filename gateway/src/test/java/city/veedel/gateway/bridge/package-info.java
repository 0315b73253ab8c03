@NullMarked
package city.veedel.gateway.bridge;

import org.jspecify.annotations.NullMarked;

@NullMarked
package city.veedel.gateway.intake;

import org.jspecify.annotations.NullMarked;

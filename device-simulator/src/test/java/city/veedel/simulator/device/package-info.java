/** Tests; see the package of the same name. */
@NullMarked
package city.veedel.simulator.device;

import org.jspecify.annotations.NullMarked;

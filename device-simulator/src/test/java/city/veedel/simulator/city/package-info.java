/** Tests; see the package of the same name. */
@NullMarked
package city.veedel.simulator.city;

import org.jspecify.annotations.NullMarked;

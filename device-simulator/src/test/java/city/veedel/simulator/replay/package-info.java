/** Tests; see the package of the same name. */
@NullMarked
package city.veedel.simulator.replay;

import org.jspecify.annotations.NullMarked;

@NullMarked
package city.veedel.simulator.hostile;

import org.jspecify.annotations.NullMarked;

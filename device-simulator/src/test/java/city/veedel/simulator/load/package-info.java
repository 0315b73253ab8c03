@NullMarked
package city.veedel.simulator.load;

import org.jspecify.annotations.NullMarked;

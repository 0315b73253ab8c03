/**
 * The way of a reading, from the device to the row, in one thread and under every fault we can
 * think of. {@code SimulationTest} says how to run one seed again.
 */
@NullMarked
package city.veedel.standalone.simulation;

import org.jspecify.annotations.NullMarked;

/**
 * What a device is to the simulator: its things, its way of speaking, its messages, and the port
 * through which a message leaves and its answer comes back. Knows no protocol library.
 */
@NullMarked
package city.veedel.simulator.device;

import org.jspecify.annotations.NullMarked;

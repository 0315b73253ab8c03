/**
 * Load for measuring: many devices from one thread, encoded from templates, so that the generator
 * costs a small part of what it measures. Closed loop (as fast as the windows allow) or open loop
 * (a rate, with latencies counted from when a message was due, so that a stall is not hidden).
 */
@NullMarked
package city.veedel.simulator.load;

import org.jspecify.annotations.NullMarked;

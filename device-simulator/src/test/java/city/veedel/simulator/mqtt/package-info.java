/** Tests of the mqtt links against real sockets. */
@NullMarked
package city.veedel.simulator.mqtt;

import org.jspecify.annotations.NullMarked;

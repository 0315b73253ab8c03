/** Tests of the coap links against real sockets. */
@NullMarked
package city.veedel.simulator.coap;

import org.jspecify.annotations.NullMarked;

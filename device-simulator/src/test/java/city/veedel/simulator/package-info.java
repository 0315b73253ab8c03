/** Tests of the fleet and the replay against real sockets. */
@NullMarked
package city.veedel.simulator;

import org.jspecify.annotations.NullMarked;

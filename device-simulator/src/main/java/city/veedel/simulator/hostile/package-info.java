/**
 * Clients that mean harm, or behave as if they did: each connects, misbehaves until it is thrown
 * out, and comes again. And ten thousand harmless ones that all come back at once. Over plain
 * sockets, as any client library would keep them from it.
 */
@NullMarked
package city.veedel.simulator.hostile;

import org.jspecify.annotations.NullMarked;

/**
 * Push to browsers: the latest result of every datastream in memory, numbered deltas, and one
 * server-sent event stream per client that never queues. Storing calls in and is never held up.
 */
@NullMarked
package city.veedel.dashboard.live;

import org.jspecify.annotations.NullMarked;

/**
 * Takes the messages of a broker the city already runs through the same intake, and acknowledges
 * them to it when they are durable. One thread per broker owns its connection and may wait; Paho's
 * own threads never do, and its client is never called from its callbacks, where it deadlocks.
 */
@NullMarked
package city.veedel.gateway.bridge;

import org.jspecify.annotations.NullMarked;

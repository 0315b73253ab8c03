/**
 * Speaks to the product as a city's devices do, only through its real MQTT and CoAP ports: a fleet
 * of simulated devices, and the replay of recordings. Counts what it sent and what was answered, so
 * that nothing acknowledged can go missing unseen. Shares no code with the product but the
 * vocabulary of {@code model}.
 */
@NullMarked
package city.veedel.simulator;

import org.jspecify.annotations.NullMarked;

/**
 * Devices that speak MQTT 3.1.1 and 5 through Eclipse Paho, an implementation that shares nothing
 * with the product's. Each link keeps its own window of unanswered messages and sends them again
 * after a reconnect.
 */
@NullMarked
package city.veedel.simulator.mqtt;

import org.jspecify.annotations.NullMarked;

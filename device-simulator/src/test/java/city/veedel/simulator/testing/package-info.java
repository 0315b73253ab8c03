/** Peers that answer as a test wants: a tiny MQTT server, mosquitto, a CoAP server. */
@NullMarked
package city.veedel.simulator.testing;

import org.jspecify.annotations.NullMarked;

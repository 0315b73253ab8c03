/**
 * MQTT 3.1.1 and 5.0 packets as the server sees them: bytes to packets, packets to bytes, strictly.
 * Knows the wire and nothing else: no socket, no session, no topic of ours. Clause numbers are
 * those of the OASIS standard MQTT 5.0 unless 3.1.1 is named.
 */
@NullMarked
package city.veedel.gateway.mqtt.codec;

import org.jspecify.annotations.NullMarked;

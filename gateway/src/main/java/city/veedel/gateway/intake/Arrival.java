package city.veedel.gateway.intake;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.journal.Handshake;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came in, from a device that has said who it is.
 *
 * @param assured whether the sender waits for an acknowledgement: QoS 1 and 2, CON, HTTP
 * @param address MQTT topic, CoAP or HTTP path
 * @param refusalIsTold whether the protocol can tell the sender of a refusal. If not (MQTT 3.1.1,
 *     QoS 0, NON) a kept refusal is acknowledged and counted as quarantined
 * @param begins an exactly-once delivery to record with the append, or null
 */
public record Arrival(
    KnownDevice device,
    Protocol protocol,
    boolean assured,
    String address,
    ContentFormat format,
    Payload payload,
    boolean refusalIsTold,
    @Nullable Handshake begins) {}

package city.veedel.gateway.mqtt;

import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.mqtt.codec.MqttVersion;
import city.veedel.gateway.registry.KnownDevice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client that may connect asked for and what it gets.
 *
 * @param secret kept while the connection lasts, to see when it stops being valid
 * @param assignedClientId whether the server chose the client id
 * @param keepAliveSeconds the client's, or ours where its own is 0 or too long
 * @param sessionExpiry the client's, or ours where its own is too long
 * @param receiveMaximum how many QoS 1 messages the client takes at a time
 * @param maxPacketBytes the longest packet the client takes
 * @param wantsReasons Request Problem Information
 * @param will handed in when the connection ends without DISCONNECT, or null
 */
record Welcome(
    MqttVersion version,
    KnownDevice device,
    String secret,
    String clientId,
    boolean assignedClientId,
    boolean cleanStart,
    int keepAliveSeconds,
    boolean keepAliveChanged,
    Duration sessionExpiry,
    boolean sessionExpiryChanged,
    int receiveMaximum,
    long maxPacketBytes,
    boolean wantsReasons,
    @Nullable Arrival will,
    Duration willDelay) {}

package city.veedel.model;

/**
 * An accepted message as it came in, kept for a while so that it can be decoded again. Who sent it,
 * and when, is in the {@link Provenance} beside it.
 *
 * @param deviceTypeId the type it was decoded by
 * @param address MQTT topic or CoAP/HTTP path it was sent to
 * @param contentFormat media type of the payload, or empty where the sender did not say
 */
public record RawMessage(
    String deviceTypeId, String address, String contentFormat, Payload payload) {}

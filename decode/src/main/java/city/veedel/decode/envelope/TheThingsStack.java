package city.veedel.decode.envelope;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Messages of The Things Stack v3 over MQTT and webhooks: {@code ApplicationUp} of its API. Fields
 * with their default, such as {@code f_port} 0 or an empty payload, are left out of its JSON.
 */
final class TheThingsStack {
  private static final String UPLINK = "uplink_message";

  /** What else {@code ApplicationUp} can hold, and the commands one publishes to it. */
  private static final List<String> EVENTS =
      List.of(
          "join_accept",
          "downlink_ack",
          "downlink_nack",
          "downlink_sent",
          "downlink_failed",
          "downlink_queued",
          "downlink_queue_invalidated",
          "location_solved",
          "service_data",
          "uplink_normalized",
          "downlinks");

  private TheThingsStack() {}

  static Opened open(JsonNode root, Instant receivedAt) throws UnusableException {
    Members message = new Members(root, "");
    if (!message.has(UPLINK)) {
      for (String event : EVENTS) {
        if (message.has(event)) {
          return new Opened.Event(
              "a message " + event + " of The Things Stack holds no measurement");
        }
      }
      throw new UnusableException(
          "",
          "\""
              + UPLINK
              + "\" is missing; the message has "
              + message.names()
              + (message.has("deviceInfo")
                  ? "; that is ChirpStack v4: set the envelope of the device type to chirpstack-v4"
                  : "; expected an uplink of The Things Stack v3, or the envelope none"));
    }
    Members uplink = message.inner(UPLINK);
    String thing = message.inner("end_device_ids").thing("dev_eui");
    int port = uplink.port("f_port");
    Instant atNetworkServer = uplink.time("received_at");
    Instant time = atNetworkServer == null ? message.time("received_at") : atNetworkServer;
    boolean hasPayload = uplink.has("frm_payload");
    if (!hasPayload && !uplink.has("decoded_payload")) {
      return new Opened.Event("an uplink without payload holds no measurement");
    }
    Payload payload = hasPayload ? uplink.bytes("frm_payload") : Payload.wrap(new byte[0]);
    return new Opened.Measurement(
        new Uplink(payload, ContentFormat.OCTETS, port, time == null ? receivedAt : time),
        thing,
        time,
        uplink.pointer("frm_payload"),
        Optional.ofNullable(uplink.object().get("decoded_payload")),
        uplink.pointer("decoded_payload"));
  }
}

package city.veedel.decode.envelope;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * Events of ChirpStack v4's integrations in JSON. Which event it is stands in the topic or the
 * query of the webhook, not in the event, so that it is known here by its fields. Fields with their
 * default are left out.
 */
final class ChirpStack {
  private ChirpStack() {}

  static Opened open(JsonNode root, Instant receivedAt) throws UnusableException {
    Members event = new Members(root, "");
    if (!event.has("deviceInfo")) {
      throw new UnusableException(
          "",
          "\"deviceInfo\" is missing; the message has "
              + event.names()
              + (event.has("end_device_ids")
                  ? "; that is The Things Stack v3: set the envelope of the device type to"
                      + " the-things-stack-v3"
                  : "; expected an event of ChirpStack v4, or the envelope none"));
    }
    String other = otherEvent(event);
    if (!other.isEmpty()) {
      return new Opened.Event("an event " + other + " of ChirpStack holds no measurement");
    }
    String thing = event.inner("deviceInfo").thing("devEui");
    int port = event.port("fPort");
    Instant time = event.time("time");
    if (!event.has("data") && !event.has("object")) {
      return new Opened.Event("an uplink without payload holds no measurement");
    }
    Payload payload = event.has("data") ? event.bytes("data") : Payload.wrap(new byte[0]);
    return new Opened.Measurement(
        new Uplink(payload, ContentFormat.OCTETS, port, time == null ? receivedAt : time),
        thing,
        time,
        event.pointer("data"),
        Optional.ofNullable(event.object().get("object")),
        event.pointer("object"));
  }

  /** The name of the event if it is not {@code up}. */
  private static String otherEvent(Members event) {
    if (event.has("integrationName")) {
      return "integration";
    }
    if (event.hasAny("data", "fPort", "rxInfo")) {
      return "";
    }
    if (event.hasAny("gatewayId", "downlinkId")) {
      return "txack";
    }
    if (event.hasAny("acknowledged", "queueItemId")) {
      return "ack";
    }
    if (event.hasAny("margin", "batteryLevel", "batteryLevelUnavailable", "externalPowerSource")) {
      return "status";
    }
    if (event.hasAny("level", "code", "description")) {
      return "log";
    }
    if (event.has("location")) {
      return "location";
    }
    return event.has("devAddr") ? "join" : "without data";
  }
}

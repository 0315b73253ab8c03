package city.veedel.decode.envelope;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.Uplink;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was in an envelope. */
public sealed interface Opened {
  /**
   * Bytes of a device.
   *
   * @param thing {@code eui-} and the DevEUI in lower case, or empty without an envelope
   * @param time when the network server received them, or null where it does not say
   * @param payloadAt JSON Pointer of the bytes in the envelope, or empty without one
   * @param document what the network server's own payload formatter made of them
   * @param documentAt JSON Pointer of that document
   */
  record Measurement(
      Uplink uplink,
      String thing,
      @Nullable Instant time,
      String payloadAt,
      Optional<JsonNode> document,
      String documentAt)
      implements Opened {}

  /**
   * Right, and no measurement: a join, an acknowledgement, an uplink without payload.
   *
   * @param what in English
   */
  record Event(String what) implements Opened {}

  /** At least one fault. */
  record Undecodable(List<Fault> faults) implements Opened {
    public Undecodable {
      faults = List.copyOf(faults);
    }
  }
}

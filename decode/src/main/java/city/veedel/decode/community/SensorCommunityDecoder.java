package city.veedel.decode.community;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.Fault;
import city.veedel.decode.document.Documents.Syntax;
import city.veedel.decode.document.Places;
import city.veedel.decode.document.Tree;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * Reads what the firmware airrohr and its kin push, in full or per pin, and what the API of
 * Sensor.Community answers (an array of measurements of many sensors). A push is of the device's
 * own thing at the time of receipt, or {@code age} seconds before; a measurement of the API is of
 * the thing {@code sensor-community-<id>} at its own time.
 */
public final class SensorCommunityDecoder implements Decoder {
  @Override
  public Decoded decode(Payload payload, ContentFormat format, Instant receivedAt) {
    return switch (format) {
      case JSON, UNDECLARED, OCTETS -> decode(payload, receivedAt);
      case SENML_JSON, SENML_CBOR, CBOR ->
          new Decoded.Undecodable(
              List.of(
                  new Fault(
                      RefusalReason.FORMAT_UNSUPPORTED,
                      format.mediaType()
                          + " is not read by the decoder sensor-community; send application/json",
                      "",
                      0,
                      0)));
    };
  }

  private static Decoded decode(Payload payload, Instant receivedAt) {
    return switch (Tree.read(payload, Syntax.JSON)) {
      case Tree.Broken(Fault fault) -> new Decoded.Undecodable(List.of(fault));
      case Tree.Whole(JsonNode root) -> {
        Decoded decoded = new CommunityMessage(receivedAt).read(root);
        yield decoded instanceof Decoded.Undecodable(List<Fault> faults)
            ? new Decoded.Undecodable(Places.locate(faults, payload, Syntax.JSON))
            : decoded;
      }
    };
  }
}

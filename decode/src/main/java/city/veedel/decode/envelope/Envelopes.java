package city.veedel.decode.envelope;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Fault;
import city.veedel.decode.codec.Uplink;
import city.veedel.decode.document.Documents.Syntax;
import city.veedel.decode.document.Places;
import city.veedel.decode.document.Tree;
import city.veedel.model.Envelope;
import city.veedel.model.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes payloads out of what network servers wrap around them. */
public final class Envelopes {
  private Envelopes() {}

  /**
   * @param receivedAt by this platform; what the network server says goes before
   */
  public static Opened open(
      Envelope envelope, Payload payload, ContentFormat format, Instant receivedAt) {
    return switch (envelope) {
      case NONE ->
          new Opened.Measurement(
              new Uplink(payload, format, Uplink.NO_PORT, receivedAt),
              "",
              null,
              "",
              Optional.empty(),
              "");
      case THE_THINGS_STACK_V3 -> open(payload, root -> TheThingsStack.open(root, receivedAt));
      case CHIRPSTACK_V4 -> open(payload, root -> ChirpStack.open(root, receivedAt));
    };
  }

  /** Reads the members of one network server's document. */
  private interface Opener {
    Opened open(JsonNode root) throws UnusableException;
  }

  private static Opened open(Payload payload, Opener opener) {
    return switch (Tree.read(payload, Syntax.JSON)) {
      case Tree.Broken(Fault fault) -> new Opened.Undecodable(List.of(fault));
      case Tree.Whole(JsonNode root) -> {
        try {
          yield opener.open(root);
        } catch (UnusableException e) {
          yield new Opened.Undecodable(Places.locate(List.of(e.fault()), payload, Syntax.JSON));
        }
      }
    };
  }
}

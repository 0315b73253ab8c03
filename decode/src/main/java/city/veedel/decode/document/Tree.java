package city.veedel.decode.document;

import city.veedel.decode.Fault;
import city.veedel.decode.document.Documents.MalformedException;
import city.veedel.decode.document.Documents.Syntax;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A whole document in memory, within the limits of {@link Documents}; no name is there twice. */
public final class Tree {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Tree() {}

  /** What became of a payload. */
  public sealed interface Read {}

  public record Whole(JsonNode root) implements Read {}

  public record Broken(Fault fault) implements Read {}

  public static Read read(Payload payload, Syntax syntax) {
    try (JsonParser parser = Documents.open(payload, syntax)) {
      return read(parser, syntax);
    } catch (MalformedException e) {
      return new Broken(Documents.malformed(e));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be read", e);
    }
  }

  private static Read read(JsonParser parser, Syntax syntax) throws IOException {
    try {
      parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      if (parser.nextToken() == null) {
        return broken(parser, "the payload is empty; " + syntax.title() + " was expected");
      }
      JsonNode root = MAPPER.readTree(parser);
      return parser.nextToken() == null
          ? new Whole(root)
          : broken(parser, "more follows after the end of the document; send one document");
    } catch (JacksonException e) {
      return new Broken(Documents.malformed(parser, e, syntax));
    }
  }

  private static Broken broken(JsonParser parser, String detail) {
    JsonLocation location = parser.currentTokenLocation();
    return new Broken(
        new Fault(
            RefusalReason.PAYLOAD_MALFORMED,
            detail,
            "",
            Math.max(location.getLineNr(), 0),
            Math.max(location.getColumnNr(), 0)));
  }
}

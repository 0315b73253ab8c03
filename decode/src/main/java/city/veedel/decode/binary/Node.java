package city.veedel.decode.binary;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** A part of a table's text that knows where it stands. */
sealed interface Node {
  Place place();

  record Mapping(Place place, Map<String, Node> members) implements Node {}

  record Sequence(Place place, List<Node> elements) implements Node {}

  record Scalar(Place place, JsonNode value) implements Node {}

  /**
   * @param pointer JSON Pointer (RFC 6901) into the table
   * @param line from 1
   * @param column from 1
   */
  record Place(String pointer, int line, int column) {
    static final Place START = new Place("", 1, 1);
  }
}

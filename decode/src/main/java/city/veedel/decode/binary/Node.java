package city.veedel.decode.binary;

import city.veedel.decode.document.Pointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a table's text that knows where it stands. */
sealed interface Node {
  Place place();

  record Mapping(Place place, Map<String, Node> members) implements Node {}

  record Sequence(Place place, List<Node> elements) implements Node {}

  record Scalar(Place place, JsonNode value) implements Node {}

  /**
   * A pointer is written only for a fault: a table of many values deep inside of long names would
   * fill the memory with those of all.
   *
   * @param name of the member in {@code parent}; null for an element of a list, and the table
   * @param index of the element, from 0
   * @param line from 1
   * @param column from 1
   */
  record Place(@Nullable Place parent, @Nullable String name, int index, int line, int column) {
    static final Place START = root(1, 1);

    static Place root(int line, int column) {
      return new Place(null, null, 0, line, column);
    }

    Place member(String of, int atLine, int atColumn) {
      return new Place(this, of, 0, atLine, atColumn);
    }

    Place element(int of, int atLine, int atColumn) {
      return new Place(this, null, of, atLine, atColumn);
    }

    /** JSON Pointer (RFC 6901) into the table. */
    String pointer() {
      if (parent == null) {
        return "";
      }
      return name == null
          ? Pointer.element(parent.pointer(), index)
          : Pointer.member(parent.pointer(), name);
    }
  }
}

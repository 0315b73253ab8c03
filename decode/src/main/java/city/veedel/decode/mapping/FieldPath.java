package city.veedel.decode.mapping;

import city.veedel.decode.document.Pointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A JSON Pointer (RFC 6901) in which {@code *} stands for every element of an array. A member that
 * is itself called {@code *} cannot be named.
 */
record FieldPath(List<String> segments) {
  private static final String EVERY = "*";

  FieldPath {
    segments = List.copyOf(segments);
  }

  /**
   * @param pointer begins with a slash
   */
  static FieldPath of(String pointer) {
    return new FieldPath(
        Arrays.stream(pointer.substring(1).split("/", -1))
            .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
            .toList());
  }

  /** Up to the last {@code *}: the values it has a say about. */
  List<String> scope() {
    return segments.subList(0, segments.lastIndexOf(EVERY) + 1);
  }

  /** The same fields of every element of an array, unless they are named so already. */
  FieldPath ofElements() {
    if (segments.getFirst().equals(EVERY)) {
      return this;
    }
    return new FieldPath(Stream.concat(Stream.of(EVERY), segments.stream()).toList());
  }

  /** Tells {@code found} of every value the path leads to. */
  void find(JsonNode root, Scope scope, Found found) {
    find(root, scope.at(), scope, 0, found);
  }

  private void find(JsonNode node, String at, Scope scope, int depth, Found found) {
    if (depth == segments.size()) {
      found.value(node, at, scope);
      return;
    }
    String segment = segments.get(depth);
    if (node.isObject()) {
      JsonNode member = node.get(segment);
      if (member != null) {
        find(member, Pointer.member(at, segment), scope, depth + 1, found);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        if (segment.equals(EVERY) || segment.equals(Integer.toString(i))) {
          String elementAt = Pointer.element(at, i);
          find(node.get(i), elementAt, new Scope(elementAt, scope), depth + 1, found);
        }
      }
    }
  }

  /** Is told of a value, its pointer, and the innermost array element it stands in. */
  @FunctionalInterface
  interface Found {
    void value(JsonNode node, String at, Scope scope);
  }
}

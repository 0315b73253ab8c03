package city.veedel.decode.mapping;

import city.veedel.decode.document.Faults;
import city.veedel.decode.document.Pointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A JSON Pointer (RFC 6901) in which {@code *} stands for every element of an array. A member that
 * is itself called {@code *} cannot be named.
 */
final class FieldPath {
  private static final String EVERY = "*";

  /** What a step through the document goes by: a member of an object, or an element of an array. */
  private static final int MEMBER = -1;

  private static final int MAX_INDEX_DIGITS = 9;

  private final List<String> segments;

  /** Of each segment the element it names in an array, or {@link #MEMBER} where it names none. */
  private final int[] indexes;

  /** Of each segment how a pointer says it. */
  private final List<String> written;

  private FieldPath(List<String> segments) {
    this.segments = List.copyOf(segments);
    this.indexes = segments.stream().mapToInt(FieldPath::index).toArray();
    this.written = segments.stream().map(segment -> Pointer.member("", segment)).toList();
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

  List<String> segments() {
    return segments;
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

  /**
   * Tells {@code found} of every value the path leads to.
   *
   * @param rootAt JSON Pointer of {@code root}
   */
  void find(JsonNode root, String rootAt, Found found) throws Faults.TooMany {
    new Walk(rootAt, found).go(root, Scope.document(root), 0);
  }

  private static int index(String segment) {
    boolean isIndex =
        !segment.isEmpty()
            && segment.length() <= MAX_INDEX_DIGITS
            && (segment.length() == 1 || segment.charAt(0) != '0')
            && segment.chars().allMatch(c -> c >= '0' && c <= '9');
    return isIndex ? Integer.parseInt(segment) : MEMBER;
  }

  /** Is told of what a path leads to, and may end the walk. */
  interface Found {
    /** A value is looked at, on the way or at its end. */
    void step() throws Faults.TooMany;

    /**
     * @param at JSON Pointer
     * @param scope the innermost array element it stands in
     */
    void value(JsonNode node, String at, Scope scope) throws Faults.TooMany;
  }

  /** One way through one document. Pointers are written for what is found only. */
  private final class Walk {
    private final String rootAt;
    private final Found found;
    private final int[] steps = new int[segments.size()];

    Walk(String rootAt, Found found) {
      this.rootAt = rootAt;
      this.found = found;
    }

    void go(JsonNode node, Scope scope, int depth) throws Faults.TooMany {
      found.step();
      if (depth == segments.size()) {
        found.value(node, pointer(), scope);
      } else if (node.isObject()) {
        JsonNode member = node.get(segments.get(depth));
        if (member != null) {
          steps[depth] = MEMBER;
          go(member, scope, depth + 1);
        }
      } else if (node.isArray()) {
        int index = indexes[depth];
        if (index != MEMBER) {
          element(node, index, scope, depth);
        } else if (segments.get(depth).equals(EVERY)) {
          for (int i = 0; i < node.size(); i++) {
            element(node, i, scope, depth);
          }
        }
      }
    }

    private void element(JsonNode array, int index, Scope scope, int depth) throws Faults.TooMany {
      JsonNode element = array.get(index);
      if (element != null) {
        steps[depth] = index;
        go(element, scope.element(array, index), depth + 1);
      }
    }

    private String pointer() {
      StringBuilder at = new StringBuilder(rootAt);
      for (int depth = 0; depth < steps.length; depth++) {
        if (steps[depth] == MEMBER) {
          at.append(written.get(depth));
        } else {
          at.append('/').append(steps[depth]);
        }
      }
      return at.toString();
    }
  }
}

package city.veedel.decode.document;

import city.veedel.decode.Fault;
import city.veedel.decode.document.Documents.Syntax;
import city.veedel.model.Payload;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where in a text the values stand that pointers name; looked up only when something is wrong. */
public final class Places {
  private Places() {}

  /** The same faults with line and column, in the order of the text; as they are for CBOR. */
  public static List<Fault> locate(List<Fault> faults, Payload payload, Syntax syntax) {
    if (!syntax.hasLines()) {
      return faults;
    }
    Map<String, JsonLocation> places = find(payload, faults);
    return faults.stream()
        .map(fault -> located(fault, places))
        .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
        .toList();
  }

  private static Fault located(Fault fault, Map<String, JsonLocation> places) {
    JsonLocation place = places.get(fault.pointer());
    return place == null || fault.line() > 0
        ? fault
        : new Fault(
            fault.reason(),
            fault.detail(),
            fault.pointer(),
            place.getLineNr(),
            place.getColumnNr(),
            fault.offset());
  }

  private static Map<String, JsonLocation> find(Payload payload, List<Fault> faults) {
    List<Wanted> wanted =
        faults.stream()
            .map(Fault::pointer)
            .distinct()
            .map(Wanted::of)
            .collect(Collectors.toCollection(ArrayList::new));
    Map<String, JsonLocation> places = new HashMap<>();
    try (JsonParser parser = Documents.json(payload)) {
      for (JsonToken token = parser.nextToken();
          token != null && !wanted.isEmpty();
          token = parser.nextToken()) {
        if (token != JsonToken.FIELD_NAME
            && token != JsonToken.END_OBJECT
            && token != JsonToken.END_ARRAY) {
          JsonStreamContext context = contextOf(parser, token);
          JsonLocation location = parser.currentTokenLocation();
          wanted.removeIf(one -> {
            boolean isHere = one.isAt(context);
            if (isHere) {
              places.put(one.pointer(), location);
            }
            return isHere;
          });
        }
      }
    } catch (IOException e) {
      // What cannot be read further has no places behind the error, and the error says its own.
      return places;
    }
    return places;
  }

  private static JsonStreamContext contextOf(JsonParser parser, JsonToken token) {
    boolean opens = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
    JsonStreamContext context = parser.getParsingContext();
    return opens ? context.getParent() : context;
  }

  /**
   * A pointer that is looked for. It is compared from its end, so that no pointer is written for
   * the thousands of values of a deep document.
   *
   * @param segments each with its slash
   */
  private record Wanted(String pointer, List<String> segments) {
    private static final Pattern BEFORE_SLASH = Pattern.compile("(?=/)");

    static Wanted of(String pointer) {
      return new Wanted(
          pointer, pointer.isEmpty() ? List.of() : List.of(BEFORE_SLASH.split(pointer)));
    }

    boolean isAt(JsonStreamContext context) {
      if (context.getNestingDepth() != segments.size()) {
        return false;
      }
      JsonStreamContext inner = context;
      for (int i = segments.size() - 1; i >= 0; i--) {
        if (!isSegment(segments.get(i), inner)) {
          return false;
        }
        inner = inner.getParent();
      }
      return true;
    }

    private static boolean isSegment(String segment, JsonStreamContext context) {
      if (context.inArray()) {
        return segment.equals(Pointer.element("", context.getCurrentIndex()));
      }
      String name = context.getCurrentName();
      // Escapes make a name longer, never shorter.
      return name != null
          && name.length() < segment.length()
          && segment.equals(Pointer.member("", name));
    }
  }
}

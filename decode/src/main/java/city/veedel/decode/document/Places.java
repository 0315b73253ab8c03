package city.veedel.decode.document;

import city.veedel.decode.Fault;
import city.veedel.decode.document.Documents.Syntax;
import city.veedel.model.Payload;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    Set<String> wanted = faults.stream().map(Fault::pointer).collect(Collectors.toSet());
    Map<String, JsonLocation> places = new HashMap<>();
    try (JsonParser parser = Documents.json(payload)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != JsonToken.FIELD_NAME
            && token != JsonToken.END_OBJECT
            && token != JsonToken.END_ARRAY) {
          String pointer = pointerOf(parser, token);
          if (wanted.contains(pointer)) {
            places.putIfAbsent(pointer, parser.currentTokenLocation());
          }
        }
      }
    } catch (IOException e) {
      // What cannot be read further has no places behind the error, and the error says its own.
      return places;
    }
    return places;
  }

  private static String pointerOf(JsonParser parser, JsonToken token) {
    boolean opens = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
    return Pointer.fit(
        (opens ? parser.getParsingContext().getParent() : parser.getParsingContext())
            .pathAsPointer()
            .toString());
  }
}

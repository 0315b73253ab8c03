package city.veedel.decode.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between Jackson's trees and the maps and lists that JSONata works on. */
final class JsonValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonValues() {}

  static Object of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, Object> members = LinkedHashMap.newLinkedHashMap(node.size());
        for (Map.Entry<String, JsonNode> member : node.properties()) {
          members.put(member.getKey(), of(member.getValue()));
        }
        yield members;
      }
      case ARRAY -> {
        List<Object> elements = new ArrayList<>(node.size());
        node.forEach(element -> elements.add(of(element)));
        yield elements;
      }
      case NUMBER -> number(node);
      case BOOLEAN -> node.booleanValue();
      case STRING -> node.textValue();
      // A byte string of CBOR has no form in JSON but text.
      case BINARY -> node.asText();
      case NULL, MISSING, POJO -> Jsonata.NULL_VALUE;
    };
  }

  private static Number number(JsonNode node) {
    if (node.isInt()) {
      return node.intValue();
    }
    return node.canConvertToLong() && node.isIntegralNumber()
        ? (Number) node.longValue()
        : (Number) node.doubleValue();
  }

  /**
   * @throws StoppedException for what has no form in JSON: a function
   */
  static JsonNode toNode(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case Map<?, ?> members -> {
        ObjectNode object = NODES.objectNode();
        members.forEach((name, member) -> object.set(String.valueOf(name), toNode(member)));
        yield object;
      }
      case Iterable<?> elements -> {
        ArrayNode array = NODES.arrayNode();
        elements.forEach(element -> array.add(toNode(element)));
        yield array;
      }
      case String text -> NODES.textNode(text);
      case Boolean flag -> NODES.booleanNode(flag);
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case Number number -> NODES.numberNode(number.doubleValue());
      default -> {
        if (value.equals(Jsonata.NULL_VALUE)) {
          yield NODES.nullNode();
        }
        throw new StoppedException("the result holds a function; call it, or leave it out");
      }
    };
  }
}

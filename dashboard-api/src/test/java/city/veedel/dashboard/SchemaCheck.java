package city.veedel.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares an answer with a schema of the API's description: type, enum, required, properties,
 * items, oneOf, references. What JSON Schema has beyond that is not used there.
 */
final class SchemaCheck {
  private final JsonNode document;

  SchemaCheck(JsonNode document) {
    this.document = document;
  }

  /** What does not fit, each with its place; empty if all does. */
  List<String> faults(JsonNode schema, JsonNode value) {
    List<String> faults = new ArrayList<>();
    check(schema, value, "", faults);
    return faults;
  }

  private void check(JsonNode schema, JsonNode value, String at, List<String> faults) {
    if (schema.has("$ref")) {
      check(document.at(schema.path("$ref").asText().substring(1)), value, at, faults);
      return;
    }
    if (schema.has("oneOf")) {
      boolean any = schema.path("oneOf").valueStream().anyMatch(s -> faults(s, value).isEmpty());
      if (!any) {
        faults.add(at + ": fits none of oneOf");
      }
      return;
    }
    if (schema.has("type") && types(schema.path("type")).stream().noneMatch(t -> is(t, value))) {
      faults.add(at + ": is " + value.getNodeType() + ", not " + schema.path("type"));
      return;
    }
    if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
      faults.add(at + ": " + value + " is not one of " + schema.path("enum"));
    }
    for (JsonNode required : schema.path("required")) {
      if (value.isObject() && !value.has(required.asText())) {
        faults.add(at + "/" + required.asText() + ": is missing");
      }
    }
    value
        .properties()
        .forEach(field -> {
          JsonNode property = schema.path("properties").path(field.getKey());
          if (!property.isMissingNode()) {
            check(property, field.getValue(), at + "/" + field.getKey(), faults);
          } else if (schema.path("additionalProperties").isBoolean()) {
            faults.add(at + "/" + field.getKey() + ": is not described");
          }
        });
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(schema.path("items"), value.path(i), at + "/" + i, faults);
      }
    }
  }

  private static List<String> types(JsonNode type) {
    return type.isArray()
        ? type.valueStream().map(JsonNode::asText).toList()
        : List.of(type.asText());
  }

  private static boolean is(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "number" -> value.isNumber();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException("the schema names a type " + type);
    };
  }
}

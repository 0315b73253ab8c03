package city.veedel.dashboard.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON object of a request body, read field by field; whatever is not valid is refused with its
 * JSON Pointer.
 *
 * @param pointer of the object itself; empty for the body
 */
record Body(JsonNode object, String pointer) {
  static Body of(Request request) {
    return new Body(Json.object(request.body()), "");
  }

  /** A string, not empty, of bounded length. */
  String text(String field, int longest) {
    return findText(field, longest)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> invalid(field, "must be a string, not empty"));
  }

  Optional<String> findText(String field, int longest) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw invalid(field, "must be a string");
    }
    if (value.textValue().length() > longest) {
      throw invalid(
          field, "must have at most " + longest + " characters, had " + value.textValue().length());
    }
    if (value.textValue().indexOf('\0') >= 0) {
      throw invalid(field, "must not hold U+0000");
    }
    return Optional.of(value.textValue());
  }

  boolean flag(String field, boolean fallback) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw invalid(field, "must be true or false");
    }
    return value.booleanValue();
  }

  /**
   * Seconds, rounded to milliseconds.
   *
   * @param fallback where the field is missing
   */
  Duration seconds(String field, Duration least, Duration most, Duration fallback) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    double seconds = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(seconds * 1000 >= least.toMillis() && seconds <= most.toSeconds())) {
      throw invalid(
          field,
          "must be a number of seconds from "
              + (least.isZero() ? "0" : least.toMillis() / 1000.0)
              + " to "
              + most.toSeconds());
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /**
   * @param fallback where the field is missing
   */
  int whole(String field, int min, int max, int fallback) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.canConvertToInt()
        || !value.isIntegralNumber()
        || value.intValue() < min
        || value.intValue() > max) {
      throw invalid(field, "must be a whole number from " + min + " to " + max);
    }
    return value.intValue();
  }

  /** An object to be read by its own pointer; empty where it is missing. */
  Optional<Body> findObject(String field) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      throw invalid(field, "must be an object");
    }
    return Optional.of(new Body(value, pointer + "/" + field));
  }

  /** The objects of an array, each to be read by its own pointer; none where it is missing. */
  List<Body> objects(String field, int most) {
    JsonNode array = object.path(field);
    if (array.isMissingNode() || array.isNull()) {
      return List.of();
    }
    if (!array.isArray() || array.size() > most) {
      throw invalid(field, "must be an array of at most " + most + " objects");
    }
    List<Body> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      items.add(new Body(array.path(i), pointer + "/" + field + "/" + i));
    }
    return items;
  }

  JsonNode field(String name) {
    return object.path(name);
  }

  ProblemException invalid(String field, String detail) {
    return new ProblemException(Problem.invalidBody(pointer + "/" + field, detail));
  }
}

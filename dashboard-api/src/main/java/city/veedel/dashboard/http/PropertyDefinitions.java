package city.veedel.dashboard.http;

import city.veedel.model.ObservedProperty;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.TimeMarks;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a new device type declares to observe. */
final class PropertyDefinitions {
  private static final int MOST = 200;
  private static final int LONGEST_TITLE = 200;
  private static final int LONGEST_UNIT = 64;
  private static final Duration USUAL_INTERVAL = Duration.ofMinutes(5);

  private PropertyDefinitions() {}

  static Map<PropertyName, ObservedProperty> of(JsonNode array) {
    Map<PropertyName, ObservedProperty> properties = new LinkedHashMap<>();
    if (array.isMissingNode() || array.isNull()) {
      return properties;
    }
    if (!array.isArray() || array.size() > MOST) {
      throw new ProblemException(
          Problem.invalidBody("/properties", "must be an array of at most " + MOST + " objects"));
    }
    for (int i = 0; i < array.size(); i++) {
      Body item = new Body(array.path(i), "/properties/" + i);
      ObservedProperty property = property(item);
      if (properties.put(property.name(), property) != null) {
        throw item.invalid("name", "is declared twice: " + property.name());
      }
    }
    return properties;
  }

  private static ObservedProperty property(Body item) {
    String name = item.text("name", PropertyName.MAX_LENGTH);
    if (!PropertyName.isValid(name)) {
      throw item.invalid(
          "name", "must match [A-Za-z0-9][A-Za-z0-9_.:-]{0,63}, was " + Parameters.quoted(name));
    }
    String title = item.findText("title_de", LONGEST_TITLE).orElse(name);
    Duration interval = item.seconds("expected_interval_s", USUAL_INTERVAL);
    if (interval.isZero()) {
      throw item.invalid("expected_interval_s", "must be at least 1");
    }
    return new ObservedProperty(
        new PropertyName(name),
        title,
        item.findText("title_en", LONGEST_TITLE).orElse(title),
        item.text("unit", LONGEST_UNIT),
        resultType(item),
        interval,
        item.seconds("averaging_period_s", Duration.ZERO),
        timeMarks(item));
  }

  private static ResultType resultType(Body item) {
    String code = item.findText("result_type", LONGEST_UNIT).orElse(ResultType.NUMBER.code());
    try {
      return ResultType.ofCode(code);
    } catch (IllegalArgumentException e) {
      throw item.invalid(
          "result_type", "must be number, boolean or text, was " + Parameters.quoted(code));
    }
  }

  private static TimeMarks timeMarks(Body item) {
    String code = item.findText("time_marks", LONGEST_UNIT).orElse(TimeMarks.INSTANT.code());
    try {
      return TimeMarks.ofCode(code);
    } catch (IllegalArgumentException e) {
      throw item.invalid(
          "time_marks", "must be instant, start or end, was " + Parameters.quoted(code));
    }
  }
}

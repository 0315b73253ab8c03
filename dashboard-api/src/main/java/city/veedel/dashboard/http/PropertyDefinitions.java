package city.veedel.dashboard.http;

import city.veedel.decode.mapping.FieldMappings;
import city.veedel.decode.unit.Units;
import city.veedel.model.DeviceType;
import city.veedel.model.FieldMapping;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.TimeMarks;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a device type declares to observe, and where it is found. */
final class PropertyDefinitions {
  private static final int LONGEST_TITLE = 200;
  private static final int LONGEST_UNIT = 64;
  static final Units UNITS = new Units();

  private PropertyDefinitions() {}

  static Map<PropertyName, ObservedProperty> of(Body body) {
    Map<PropertyName, ObservedProperty> properties = new LinkedHashMap<>();
    for (Body item : body.objects("properties", DeviceType.MAX_PROPERTIES)) {
      ObservedProperty property = property(item);
      if (properties.put(property.name(), property) != null) {
        throw item.invalid("name", "is declared twice: " + property.name());
      }
    }
    return properties;
  }

  /** What the fields of the vendor's document are called here. */
  static List<FieldMapping> fields(Body body) {
    return body.objects("fields", FieldMappings.MAX).stream()
        .map(PropertyDefinitions::field)
        .toList();
  }

  private static FieldMapping field(Body item) {
    String field = item.text("field", FieldMappings.MAX_FIELD_LENGTH);
    PropertyName property = name(item, "property");
    String unit = item.findText("unit", LONGEST_UNIT).orElse("");
    if (!unit.isEmpty()) {
      checkUnit(item, unit);
    }
    try {
      return new FieldMapping(field, property, unit);
    } catch (IllegalArgumentException e) {
      throw item.invalid("field", String.valueOf(e.getMessage()));
    }
  }

  private static PropertyName name(Body item, String field) {
    String name = item.text(field, PropertyName.MAX_LENGTH);
    if (!PropertyName.isValid(name)) {
      throw item.invalid(
          field, "must match [A-Za-z0-9][A-Za-z0-9_.:-]{0,63}, was " + Parameters.quoted(name));
    }
    return new PropertyName(name);
  }

  private static void checkUnit(Body item, String unit) {
    if (!UNITS.isValid(unit)) {
      throw item.invalid("unit", "is no UCUM unit: " + Parameters.quoted(unit) + "; see ucum.org");
    }
  }

  private static @Nullable PlausibleRange plausible(Body item, ResultType type) {
    JsonNode range = item.field("plausible");
    if (range.isMissingNode() || range.isNull()) {
      return null;
    }
    if (type != ResultType.NUMBER) {
      throw item.invalid("plausible", "is for numbers, the result type is " + type.code());
    }
    if (!range.isArray()
        || range.size() != 2
        || !range.path(0).isNumber()
        || !range.path(1).isNumber()) {
      throw item.invalid("plausible", "must be [least, greatest], numbers in the property's unit");
    }
    try {
      return new PlausibleRange(range.path(0).doubleValue(), range.path(1).doubleValue());
    } catch (IllegalArgumentException e) {
      throw item.invalid("plausible", String.valueOf(e.getMessage()));
    }
  }

  private static ObservedProperty property(Body item) {
    PropertyName name = name(item, "name");
    String title = item.findText("title_de", LONGEST_TITLE).orElse(name.value());
    Duration interval =
        item.seconds(
            "expected_interval_s",
            Duration.ofMillis(1),
            ObservedProperty.LONGEST_PERIOD,
            ObservedProperty.USUAL_INTERVAL);
    String unit = item.text("unit", LONGEST_UNIT);
    checkUnit(item, unit);
    ResultType type = resultType(item);
    return new ObservedProperty(
        name,
        title,
        item.findText("title_en", LONGEST_TITLE).orElse(title),
        unit,
        type,
        interval,
        item.seconds(
            "averaging_period_s", Duration.ZERO, ObservedProperty.LONGEST_PERIOD, Duration.ZERO),
        timeMarks(item),
        plausible(item, type));
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

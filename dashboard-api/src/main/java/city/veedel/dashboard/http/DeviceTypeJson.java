package city.veedel.dashboard.http;

import city.veedel.model.DeviceType;
import city.veedel.model.FieldMapping;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;

/** A device type as JSON, without its source. */
final class DeviceTypeJson {
  private DeviceTypeJson() {}

  /**
   * Writes the members of an object.
   *
   * @param withFields whether the reader may see what the vendor wrote
   */
  static void write(JsonGenerator json, DeviceType type, boolean withFields) throws IOException {
    json.writeStringField("id", type.id());
    json.writeStringField("title", type.title());
    json.writeStringField("vendor", type.vendor());
    json.writeStringField("model", type.model());
    json.writeNumberField("version", type.version());
    json.writeStringField("decoder", type.decoding().decoder());
    json.writeStringField("envelope", type.decoding().envelope().code());
    if (withFields) {
      writeFields(json, type);
    } else {
      json.writeNullField("fields");
    }
    writeSeconds(json, "accepted_past_s", type.acceptedTime().past());
    writeSeconds(json, "accepted_future_s", type.acceptedTime().future());
    json.writeBooleanField("creates_things", type.createsThings());
    json.writeBooleanField("pseudonymises_things", type.pseudonymisesThings());
    json.writeNumberField("keep_raw_days", type.keepRawDays());
    json.writeArrayFieldStart("properties");
    for (ObservedProperty property :
        type.properties().values().stream()
            .sorted(Comparator.comparing(ObservedProperty::name))
            .toList()) {
      writeProperty(json, property);
    }
    json.writeEndArray();
  }

  private static void writeFields(JsonGenerator json, DeviceType type) throws IOException {
    json.writeArrayFieldStart("fields");
    for (FieldMapping field : type.decoding().mapping()) {
      json.writeStartObject();
      json.writeStringField("field", field.field());
      json.writeStringField("property", field.property().value());
      json.writeStringField("unit", field.unit());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeProperty(JsonGenerator json, ObservedProperty property)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", property.name().value());
    json.writeStringField("title_de", property.titleDe());
    json.writeStringField("title_en", property.titleEn());
    json.writeStringField("unit", property.unit());
    json.writeStringField("result_type", property.resultType().code());
    writeSeconds(json, "expected_interval_s", property.expectedInterval());
    writeSeconds(json, "averaging_period_s", property.averagingPeriod());
    json.writeStringField("time_marks", property.timeMarks().code());
    PlausibleRange plausible = property.plausible();
    if (plausible == null) {
      json.writeNullField("plausible");
    } else {
      json.writeArrayFieldStart("plausible");
      ThingJson.writeNumber(json, plausible.min());
      ThingJson.writeNumber(json, plausible.max());
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** Exactly: what is read here is posted back. */
  private static void writeSeconds(JsonGenerator json, String name, Duration duration)
      throws IOException {
    BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
    json.writeFieldName(name);
    json.writeNumber(seconds.toPlainString());
  }
}

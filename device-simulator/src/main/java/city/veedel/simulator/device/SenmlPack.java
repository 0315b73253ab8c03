package city.veedel.simulator.device;

import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes one measurement as a SenML pack (RFC 8428): base name {@code thing/}, base time, and a
 * record per value. Missing values are left out, since SenML knows no null.
 */
public final class SenmlPack {
  /** CBOR labels: RFC 8428, section 6, table 4. */
  private static final int BASE_NAME = -2;

  private static final int BASE_TIME = -3;
  private static final int NAME = 0;
  private static final int UNIT = 1;
  private static final int VALUE = 2;
  private static final int STRING_VALUE = 3;
  private static final int BOOLEAN_VALUE = 4;

  /** CBOR major types: RFC 8949, section 3.1. */
  private static final int UNSIGNED = 0;

  private static final int NEGATIVE = 1;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int FALSE = 0xF4;
  private static final int TRUE = 0xF5;
  private static final int DOUBLE = 0xFB;

  private static final double MILLIS = 1000;

  private SenmlPack() {}

  /**
   * @param units by property, names of the SenML units registry; properties without one go without
   * @throws IllegalArgumentException if every value is missing
   */
  public static Message write(
      Measurement measurement, PayloadFormat format, Map<PropertyName, String> units) {
    Map<PropertyName, Result> present = new java.util.LinkedHashMap<>(measurement.values());
    present.values().removeIf(result -> result instanceof Result.Missing);
    if (present.isEmpty()) {
      throw new IllegalArgumentException("SenML cannot say that a value is missing");
    }
    byte[] bytes =
        format == PayloadFormat.SENML_CBOR
            ? cbor(measurement, present, units)
            : json(measurement, present, units).getBytes(StandardCharsets.UTF_8);
    return new Message(Payload.wrap(bytes), format, present.size());
  }

  private static String json(
      Measurement measurement, Map<PropertyName, Result> values, Map<PropertyName, String> units) {
    StringBuilder out = new StringBuilder("[");
    boolean first = true;
    for (Map.Entry<PropertyName, Result> value : values.entrySet()) {
      out.append(first ? "{" : ",{");
      if (first) {
        out.append("\"bn\":\"").append(measurement.thing()).append("/\",\"bt\":");
        JsonBatch.writeNumber(secondsOf(measurement), out);
        out.append(',');
      }
      first = false;
      out.append("\"n\":\"").append(value.getKey()).append('"');
      String unit = units.get(value.getKey());
      if (unit != null) {
        out.append(",\"u\":\"").append(unit).append('"');
      }
      switch (value.getValue()) {
        case Result.Quantity(double number) -> JsonBatch.writeNumber(number, out.append(",\"v\":"));
        case Result.Flag(boolean flag) -> out.append(",\"vb\":").append(flag);
        case Result.State(String state) -> {
          out.append(",\"vs\":\"");
          com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance().quoteAsString(state, out);
          out.append('"');
        }
        case Result.Missing() -> throw new IllegalStateException("left out above");
      }
      out.append('}');
    }
    return out.append(']').toString();
  }

  private static byte[] cbor(
      Measurement measurement, Map<PropertyName, Result> values, Map<PropertyName, String> units) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    head(out, ARRAY, values.size());
    boolean first = true;
    for (Map.Entry<PropertyName, Result> value : values.entrySet()) {
      String unit = units.get(value.getKey());
      head(out, MAP, 2 + (first ? 2 : 0) + (unit == null ? 0 : 1));
      if (first) {
        label(out, BASE_NAME);
        text(out, measurement.thing() + "/");
        label(out, BASE_TIME);
        number(out, secondsOf(measurement));
      }
      first = false;
      label(out, NAME);
      text(out, value.getKey().value());
      if (unit != null) {
        label(out, UNIT);
        text(out, unit);
      }
      switch (value.getValue()) {
        case Result.Quantity(double number) -> {
          label(out, VALUE);
          number(out, number);
        }
        case Result.Flag(boolean flag) -> {
          label(out, BOOLEAN_VALUE);
          out.write(flag ? TRUE : FALSE);
        }
        case Result.State(String state) -> {
          label(out, STRING_VALUE);
          text(out, state);
        }
        case Result.Missing() -> throw new IllegalStateException("left out above");
      }
    }
    return out.toByteArray();
  }

  /** Seconds since 1970; milliseconds are exact enough for any sensor and for a double. */
  private static double secondsOf(Measurement measurement) {
    return measurement.time().toEpochMilli() / MILLIS;
  }

  private static void label(ByteArrayOutputStream out, int label) {
    if (label >= 0) {
      head(out, UNSIGNED, label);
    } else {
      head(out, NEGATIVE, -1 - label);
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    head(out, TEXT, bytes.length);
    out.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream out, double value) {
    out.write(DOUBLE);
    long bits = Double.doubleToLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (bits >>> shift));
    }
  }

  /** RFC 8949, section 3: the argument in the head, or in one or two bytes behind it. */
  private static void head(ByteArrayOutputStream out, int majorType, int argument) {
    int type = majorType << 5;
    if (argument < 24) {
      out.write(type | argument);
    } else if (argument < 256) {
      out.write(type | 24);
      out.write(argument);
    } else {
      out.write(type | 25);
      out.write(argument >>> 8);
      out.write(argument);
    }
  }
}

package city.veedel.decode.mapping;

import city.veedel.decode.document.Text;
import city.veedel.decode.json.Rfc3339;
import city.veedel.model.Result;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.regex.Pattern;

/** What one value of a vendor's document is, or why it is not what the mapping says. */
final class FieldValues {
  static final int MAX_THING_LENGTH = 128;

  /** As JSON writes numbers (RFC 8259, section 6). */
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

  private static final int MAX_NUMBER_LENGTH = 64;

  /** To the end of the year 9999. */
  private static final long MAX_EPOCH_SECOND = 253_402_300_799L;

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private FieldValues() {}

  /** Either a value or the reason why there is none. */
  sealed interface Read<T> {}

  record Right<T>(T value) implements Read<T> {}

  record Wrong<T>(String detail) implements Read<T> {}

  /**
   * A number, boolean, state or null. Text that is exactly a number is that number; other text is a
   * state, unless the mapping names a unit.
   */
  static Read<Result> result(JsonNode node, boolean hasUnit) {
    return switch (node.getNodeType()) {
      case NUMBER -> quantity(node.doubleValue(), node);
      case BOOLEAN -> new Right<>(new Result.Flag(node.booleanValue()));
      case NULL -> new Right<>(Result.Missing.INSTANCE);
      case STRING -> text(node, hasUnit);
      case ARRAY, OBJECT, BINARY, MISSING, POJO ->
          new Wrong<>(shown(node) + " is no number, boolean, text or null");
    };
  }

  private static Read<Result> text(JsonNode node, boolean hasUnit) {
    String text = node.textValue();
    if (isNumber(text)) {
      return quantity(Double.parseDouble(text), node);
    }
    if (hasUnit) {
      return new Wrong<>(
          shown(node)
              + " is no number, and the mapping names a unit; send null where there is no value");
    }
    if (text.length() > Result.State.MAX_LENGTH
        || text.indexOf('\0') >= 0
        || !Text.isWellFormed(text)) {
      return new Wrong<>(
          shown(node)
              + " is no state; expected Unicode text without U+0000 of at most "
              + Result.State.MAX_LENGTH
              + " characters");
    }
    return new Right<>(new Result.State(text));
  }

  private static Read<Result> quantity(double number, JsonNode node) {
    // Adding 0.0 turns -0.0 into 0.0, so that a value sent again is the same value.
    return Double.isFinite(number)
        ? new Right<>(new Result.Quantity(number + 0.0))
        : new Wrong<>(shown(node) + " is no finite number; send null where there is no value");
  }

  /**
   * @param unit {@code s} or {@code ms} for Unix time, empty for RFC 3339
   */
  static Read<Instant> time(JsonNode node, String unit) {
    if (unit.isEmpty()) {
      if (!node.isTextual()) {
        return new Wrong<>(
            shown(node)
                + " is no time; expected RFC 3339 such as "
                + Rfc3339.EXAMPLE
                + (node.isNumber() ? "; for Unix time give the mapping the unit s or ms" : ""));
      }
      return switch (Rfc3339.read(node.textValue())) {
        case Rfc3339.Time(Instant instant) -> new Right<>(instant);
        case Rfc3339.Wrong(String detail) -> new Wrong<>(detail);
      };
    }
    if (!isNumeric(node) || node.isTextual() && !isPlain(node.textValue())) {
      return new Wrong<>(
          shown(node)
              + " is no Unix time in "
              + unit
              + "; for RFC 3339 leave the unit out of the mapping");
    }
    BigDecimal number = new BigDecimal(node.asText());
    BigDecimal seconds = unit.equals("ms") ? number.movePointLeft(3) : number;
    if (seconds.abs().compareTo(BigDecimal.valueOf(MAX_EPOCH_SECOND)) > 0) {
      return new Wrong<>(shown(node) + " " + unit + " since 1970 is after the year 9999");
    }
    // Cut, not rounded: a time must not move into the future.
    BigDecimal nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9);
    return new Right<>(
        Instant.ofEpochSecond(
            seconds.longValue(),
            Math.clamp(nanos.longValue(), -NANOS_PER_SECOND, NANOS_PER_SECOND)));
  }

  static Read<Double> degrees(JsonNode node, String name, int limit) {
    if (isNumeric(node)) {
      double degrees = node.isNumber() ? node.doubleValue() : Double.parseDouble(node.textValue());
      if (Math.abs(degrees) <= limit) {
        return new Right<>(degrees);
      }
    }
    return new Wrong<>(
        shown(node) + " is no " + name + "; expected a number from -" + limit + " to " + limit);
  }

  static Read<Long> sequence(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0) {
      return new Right<>(node.longValue());
    }
    return new Wrong<>(
        shown(node) + " is no sequence; expected a whole number from 0 to " + Long.MAX_VALUE);
  }

  static Read<String> thing(JsonNode node) {
    if (node.isTextual() || node.isIntegralNumber()) {
      String thing = node.asText();
      if (!thing.isEmpty() && thing.length() <= MAX_THING_LENGTH && Text.isWellFormed(thing)) {
        return new Right<>(thing);
      }
    }
    return new Wrong<>(
        shown(node)
            + " is no thing; expected text of 1 to "
            + MAX_THING_LENGTH
            + " characters, or a whole number");
  }

  /** As a person would call it. */
  static String shown(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case BINARY -> "a byte string";
      case STRING -> Text.quoted(node.textValue());
      case NUMBER, BOOLEAN, NULL, MISSING, POJO -> Text.printable(node.asText());
    };
  }

  private static boolean isNumeric(JsonNode node) {
    return node.isTextual()
        ? isNumber(node.textValue())
        : node.isNumber() && Double.isFinite(node.doubleValue());
  }

  /** Without an exponent, which could ask for a billion digits. */
  private static boolean isPlain(String number) {
    return number.indexOf('e') < 0 && number.indexOf('E') < 0;
  }

  private static boolean isNumber(String text) {
    return text.length() <= MAX_NUMBER_LENGTH && NUMBER.matcher(text).matches();
  }
}

package city.veedel.decode.json;

import city.veedel.decode.Reading;
import city.veedel.decode.json.PlainMessages.Name;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.Result;
import city.veedel.model.text.TextTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One reading of one message. Whatever returns false or null has met something not plain. */
final class PlainMessage {
  private static final int MAX_VALUES = 64;
  private static final int MAX_NAME_LENGTH = 64;

  /** Beyond the last byte. */
  private static final int END = -1;

  /** All integers of so many digits are exact doubles, and so is the power of ten behind them. */
  private static final int MAX_DIGITS = 15;

  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private static final byte[] TIME = ascii("\"time\"");
  private static final byte[] VALUES = ascii("\"values\"");
  private static final byte[] THING = ascii("\"thing\"");
  private static final byte[] LOCATION = ascii("\"location\"");
  private static final byte[] SEQUENCE = ascii("\"sequence\"");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");

  private final byte[] bytes;
  private final TextTable<Optional<Name>> knownNames;
  private int at;

  private @Nullable Instant time;
  private @Nullable String thing;
  private @Nullable Location location;
  private long sequence = Observation.NO_SEQUENCE;
  private Name[] names = new Name[4];
  private Result[] results = new Result[4];
  private int values;

  /** The number last read, and its digits without point and sign. */
  private double number;

  private long digits;

  PlainMessage(byte[] bytes, TextTable<Optional<Name>> knownNames) {
    this.bytes = bytes;
    this.knownNames = knownNames;
  }

  @Nullable List<Reading> read() {
    if (!takePast('{')) {
      return null;
    }
    do {
      if (!readField()) {
        return null;
      }
    } while (takePast(','));
    if (!takePast('}') || peek() != END || values == 0) {
      return null;
    }
    Reading[] readings = new Reading[values];
    String of = thing == null ? "" : thing;
    for (int i = 0; i < values; i++) {
      readings[i] =
          new Reading(
              of,
              names[i].property(),
              time,
              sequence,
              results[i],
              "",
              location,
              names[i].pointer());
    }
    return List.of(readings);
  }

  private boolean readField() {
    if (takeAll(VALUES)) {
      return values == 0 && takePast(':') && readValues();
    }
    if (takeAll(TIME)) {
      return time == null && takePast(':') && readTime();
    }
    if (takeAll(THING)) {
      return thing == null && takePast(':') && readThing();
    }
    if (takeAll(SEQUENCE)) {
      return sequence == Observation.NO_SEQUENCE && takePast(':') && readSequence();
    }
    return takeAll(LOCATION) && location == null && takePast(':') && readLocation();
  }

  private boolean readValues() {
    if (!takePast('{')) {
      return false;
    }
    do {
      if (!readValue()) {
        return false;
      }
    } while (takePast(','));
    return takePast('}');
  }

  private boolean readValue() {
    int from = peek() == '"' ? at + 1 : 0;
    int length = textLength(from, MAX_NAME_LENGTH);
    if (length < 1 || values == MAX_VALUES) {
      return false;
    }
    Optional<Name> name = knownNames.find(bytes, from, length);
    at = from + length + 1;
    if (name == null || name.isEmpty() || isThere(name.get()) || !takePast(':')) {
      return false;
    }
    Result result = readResult();
    if (result == null) {
      return false;
    }
    add(name.get(), result);
    return true;
  }

  private boolean isThere(Name name) {
    for (int i = 0; i < values; i++) {
      if (names[i].property().equals(name.property())) {
        return true;
      }
    }
    return false;
  }

  private void add(Name name, Result result) {
    if (values == names.length) {
      names = Arrays.copyOf(names, values * 2);
      results = Arrays.copyOf(results, values * 2);
    }
    names[values] = name;
    results[values++] = result;
  }

  private @Nullable Result readResult() {
    int first = peek();
    if (first == '"') {
      String state = readText(Result.State.MAX_LENGTH);
      return state == null ? null : new Result.State(state);
    }
    if (first < 'f') {
      return readNumber() ? new Result.Quantity(number) : null;
    }
    if (takeAll(NULL)) {
      return Result.Missing.INSTANCE;
    }
    boolean isTrue = takeAll(TRUE);
    return isTrue || takeAll(FALSE) ? new Result.Flag(isTrue) : null;
  }

  private boolean readTime() {
    int from = peek() == '"' ? at + 1 : 0;
    int length = textLength(from, Rfc3339.USUAL_LENGTH);
    if (length < 1) {
      return false;
    }
    at = from + length + 1;
    if (Rfc3339.read(bytes, from, from + length) instanceof Rfc3339.Time(Instant instant)) {
      time = instant;
      return true;
    }
    return false;
  }

  private boolean readThing() {
    thing = readText(JsonMessage.MAX_THING_LENGTH);
    return thing != null && !thing.isEmpty();
  }

  private boolean readSequence() {
    int from = at;
    if (peek() == '-' || !readNumber()) {
      return false;
    }
    for (int i = from; i < at; i++) {
      if (bytes[i] == '.') {
        return false;
      }
    }
    sequence = digits;
    return true;
  }

  private boolean readLocation() {
    if (!takePast('[') || !readNumber()) {
      return false;
    }
    double longitude = number;
    if (!takePast(',') || !readNumber() || !takePast(']')) {
      return false;
    }
    if (Math.abs(longitude) > 180 || Math.abs(number) > 90) {
      return false;
    }
    location = new Location(longitude, number);
    return true;
  }

  /**
   * A decimal number without exponent. Its digits and the power of ten are exact, so that one
   * division rounds right (IEEE 754, section 5.4.1). Negative zero is left to others.
   */
  private boolean readNumber() {
    boolean negative = peek() == '-';
    int start = negative ? ++at : at;
    digits = 0;
    int whole = takeDigits();
    if (whole < 1 || whole > 1 && bytes[start] == '0') {
      return false;
    }
    int fraction = 0;
    if (at < bytes.length && bytes[at] == '.') {
      at++;
      fraction = takeDigits();
      if (fraction == 0) {
        return false;
      }
    }
    if (whole + fraction > MAX_DIGITS || negative && digits == 0) {
      return false;
    }
    double absolute = digits / POWERS_OF_TEN[fraction];
    number = negative ? -absolute : absolute;
    return true;
  }

  /** Adds what follows to the digits; more than are allowed are not all taken. */
  private int takeDigits() {
    int from = at;
    int end = Math.min(bytes.length, at + MAX_DIGITS + 1);
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      digits = digits * 10 + bytes[at++] - '0';
    }
    return at - from;
  }

  private @Nullable String readText(int maxLength) {
    int from = peek() == '"' ? at + 1 : 0;
    int length = textLength(from, maxLength);
    if (length < 0) {
      return null;
    }
    at = from + length + 1;
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }

  /** Printable ASCII up to the next quotation mark, or -1. */
  private int textLength(int from, int maxLength) {
    int end = from > 0 ? Math.min(bytes.length - 1, from + maxLength) : -1;
    for (int i = from; i <= end; i++) {
      byte c = bytes[i];
      if (c == '"') {
        return i - from;
      }
      if (c < ' ' || c == '\\' || c == 0x7F) {
        return -1;
      }
    }
    return -1;
  }

  /** What comes after white space (RFC 8259, section 2). */
  private int peek() {
    while (at < bytes.length) {
      byte c = bytes[at];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c & 0xFF;
      }
      at++;
    }
    return END;
  }

  private boolean takePast(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  private boolean takeAll(byte[] expected) {
    if (peek() != expected[0]
        || bytes.length - at < expected.length
        || !Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length)) {
      return false;
    }
    at += expected.length;
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

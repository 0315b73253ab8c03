package city.veedel.decode.json;

import city.veedel.decode.document.Text;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Times as RFC 3339, section 5.6, writes them: with an offset, so that no summer time can shift
 * them. Fractions of a second beyond nine digits are cut. A leap second is refused: it would have
 * to be stored as another second than the one sent.
 */
public final class Rfc3339 {
  public static final String EXAMPLE = "\"2026-11-22T08:15:00Z\"";

  /** With nanoseconds and an offset. */
  static final int USUAL_LENGTH = "2026-11-22T08:15:00.123456789+01:00".length();

  private static final int LENGTH_TO_SECONDS = "2026-11-22T08:15:00".length();
  private static final int NANO_DIGITS = 9;

  private Rfc3339() {}

  /** What a text turned out to be. */
  public sealed interface Reading permits Time, Wrong {}

  public record Time(Instant instant) implements Reading {}

  /**
   * @param detail what is wrong with the text and what was expected
   */
  public record Wrong(String detail) implements Reading {}

  public static Reading read(String text) {
    // What is not ASCII becomes a question mark, which is in no time.
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    return switch (read(ascii, 0, ascii.length)) {
      case Time time -> time;
      case Wrong(String detail) -> new Wrong(Text.quoted(text) + " " + detail);
    };
  }

  /** Reads ASCII. The detail of what is wrong does not quote the text. */
  static Reading read(byte[] text, int from, int to) {
    if (!hasShape(text, from, to, "dddd-dd-ddTdd:dd:dd")) {
      return new Wrong("is no time; expected RFC 3339 such as " + EXAMPLE);
    }
    int year = number(text, from, 4);
    int month = number(text, from + 5, 2);
    int day = number(text, from + 8, 2);
    int hour = number(text, from + 11, 2);
    int minute = number(text, from + 14, 2);
    int second = number(text, from + 17, 2);
    if (second == 60) {
      return new Wrong("is a leap second; expected seconds from 00 to 59");
    }
    if (month < 1
        || month > 12
        || day < 1
        || day > YearMonth.of(year, month).lengthOfMonth()
        || hour > 23
        || minute > 59
        || second > 59) {
      return new Wrong("is not in any calendar or clock; expected such as " + EXAMPLE);
    }
    int at = from + LENGTH_TO_SECONDS;
    int nanos = 0;
    if (at < to && text[at] == '.') {
      int digits = digitsFrom(text, at + 1, to);
      if (digits == 0) {
        return new Wrong("has no digits after the point; expected such as " + EXAMPLE);
      }
      nanos = nanos(text, at + 1, digits);
      at += 1 + digits;
    }
    long local =
        LocalDate.of(year, month, day).toEpochDay() * 86_400
            + hour * 3_600L
            + minute * 60L
            + second;
    return withOffset(local, nanos, text, at, to);
  }

  private static Reading withOffset(long local, int nanos, byte[] text, int at, int to) {
    if (at == to) {
      return new Wrong("has no offset; add Z for UTC, or the offset such as +01:00");
    }
    if (at + 1 == to && (text[at] == 'Z' || text[at] == 'z')) {
      return new Time(Instant.ofEpochSecond(local, nanos));
    }
    if (to - at != 6 || !hasShape(text, at, to, "+dd:dd")) {
      return new Wrong("does not end in an offset; expected Z or such as +01:00");
    }
    int offsetHour = number(text, at + 1, 2);
    int offsetMinute = number(text, at + 4, 2);
    if (offsetHour > 23 || offsetMinute > 59) {
      return new Wrong("has an offset beyond 23:59");
    }
    int offset = (text[at] == '-' ? -60 : 60) * (offsetHour * 60 + offsetMinute);
    return new Time(Instant.ofEpochSecond(local - offset, nanos));
  }

  /** Whether the text begins so: {@code d} is a digit, {@code +} a sign, {@code T} either case. */
  private static boolean hasShape(byte[] text, int from, int to, String shape) {
    if (to - from < shape.length()) {
      return false;
    }
    for (int i = 0; i < shape.length(); i++) {
      byte c = text[from + i];
      boolean fits =
          switch (shape.charAt(i)) {
            case 'd' -> isDigit(c);
            case '+' -> c == '+' || c == '-';
            case 'T' -> c == 'T' || c == 't';
            default -> c == shape.charAt(i);
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static int digitsFrom(byte[] text, int from, int to) {
    int end = from;
    while (end < to && isDigit(text[end])) {
      end++;
    }
    return end - from;
  }

  private static int nanos(byte[] text, int from, int digits) {
    int nanos = 0;
    for (int i = 0; i < NANO_DIGITS; i++) {
      nanos = nanos * 10 + (i < digits ? text[from + i] - '0' : 0);
    }
    return nanos;
  }

  private static int number(byte[] text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      number = number * 10 + text[i] - '0';
    }
    return number;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }
}

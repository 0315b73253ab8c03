package city.veedel.decode.json;

import city.veedel.decode.document.Text;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Times as RFC 3339, section 5.6, writes them: with an offset, so that no summer time can shift
 * them. Fractions of a second beyond nine digits are cut. A leap second is refused: it would have
 * to be stored as another second than the one sent.
 */
final class Rfc3339 {
  static final String EXAMPLE = "\"2026-11-22T08:15:00Z\"";

  private static final int LENGTH_TO_SECONDS = "2026-11-22T08:15:00".length();
  private static final int NANO_DIGITS = 9;

  private Rfc3339() {}

  /** What a text turned out to be. */
  sealed interface Reading permits Time, Wrong {}

  record Time(Instant instant) implements Reading {}

  record Wrong(String detail) implements Reading {}

  static Reading read(String text) {
    if (!hasShape(text, "dddd-dd-ddTdd:dd:dd")) {
      return wrong(text, "is no time; expected RFC 3339 such as " + EXAMPLE);
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 2);
    int day = number(text, 8, 2);
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = number(text, 17, 2);
    if (second == 60) {
      return wrong(text, "is a leap second; expected seconds from 00 to 59");
    }
    if (month < 1
        || month > 12
        || day < 1
        || day > YearMonth.of(year, month).lengthOfMonth()
        || hour > 23
        || minute > 59
        || second > 59) {
      return wrong(text, "is not in any calendar or clock; expected such as " + EXAMPLE);
    }
    int at = LENGTH_TO_SECONDS;
    int nanos = 0;
    if (at < text.length() && text.charAt(at) == '.') {
      int digits = digitsFrom(text, at + 1);
      if (digits == 0) {
        return wrong(text, "has no digits after the point; expected such as " + EXAMPLE);
      }
      nanos = nanos(text, at + 1, digits);
      at += 1 + digits;
    }
    int offset = 0;
    String rest = text.substring(at);
    if (rest.isEmpty()) {
      return wrong(text, "has no offset; add Z for UTC, or the offset such as +01:00");
    }
    if (!rest.equals("Z") && !rest.equals("z")) {
      if (!hasShape(rest, "+dd:dd") || rest.length() != 6) {
        return wrong(text, "does not end in an offset; expected Z or such as +01:00");
      }
      int offsetHour = number(rest, 1, 2);
      int offsetMinute = number(rest, 4, 2);
      if (offsetHour > 23 || offsetMinute > 59) {
        return wrong(text, "has an offset beyond 23:59");
      }
      offset = (rest.charAt(0) == '-' ? -60 : 60) * (offsetHour * 60 + offsetMinute);
    }
    long local =
        LocalDate.of(year, month, day).toEpochDay() * 86_400
            + hour * 3_600L
            + minute * 60L
            + second;
    return new Time(Instant.ofEpochSecond(local - offset, nanos));
  }

  private static Wrong wrong(String text, String detail) {
    return new Wrong(Text.quoted(text) + " " + detail);
  }

  /** Whether the text begins so: {@code d} is a digit, {@code +} a sign, {@code T} either case. */
  private static boolean hasShape(String text, String shape) {
    if (text.length() < shape.length()) {
      return false;
    }
    for (int i = 0; i < shape.length(); i++) {
      char c = text.charAt(i);
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

  private static int digitsFrom(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end - from;
  }

  private static int nanos(String text, int from, int digits) {
    int nanos = 0;
    for (int i = 0; i < NANO_DIGITS; i++) {
      nanos = nanos * 10 + (i < digits ? text.charAt(from + i) - '0' : 0);
    }
    return nanos;
  }

  private static int number(String text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}

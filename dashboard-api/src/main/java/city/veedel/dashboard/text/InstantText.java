package city.veedel.dashboard.text;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Writes what {@link Instant#toString} says. Most times of a city are of the same day, whose date
 * is written once.
 */
final class InstantText {
  /** Bytes: a year of ten digits and its sign, month, day, time, nanoseconds. */
  static final int LONGEST = 11 + 6 + 10 + 10 + 1;

  private static final int SECONDS_A_DAY = 86_400;

  private long day = Long.MIN_VALUE;
  private byte[] date = {};

  /** Returns the position after the last byte. */
  int write(Instant time, byte[] out, int from) {
    long itsDay = Math.floorDiv(time.getEpochSecond(), SECONDS_A_DAY);
    if (itsDay != day) {
      date = (LocalDate.ofEpochDay(itsDay) + "T").getBytes(StandardCharsets.US_ASCII);
      day = itsDay;
    }
    System.arraycopy(date, 0, out, from, date.length);
    int second = (int) (time.getEpochSecond() - itsDay * SECONDS_A_DAY);
    int at = from + date.length;
    twoDigits(second / 3_600, out, at);
    out[at + 2] = ':';
    twoDigits(second / 60 % 60, out, at + 3);
    out[at + 5] = ':';
    twoDigits(second % 60, out, at + 6);
    at = fraction(time.getNano(), out, at + 8);
    out[at++] = 'Z';
    return at;
  }

  /** None, or three, six or nine digits. */
  private static int fraction(int nanos, byte[] out, int at) {
    if (nanos == 0) {
      return at;
    }
    out[at] = '.';
    if (nanos % 1_000_000 == 0) {
      return digits(nanos / 1_000_000, 3, out, at + 1);
    }
    if (nanos % 1_000 == 0) {
      return digits(nanos / 1_000, 6, out, at + 1);
    }
    return digits(nanos, 9, out, at + 1);
  }

  private static void twoDigits(int number, byte[] out, int at) {
    out[at] = (byte) ('0' + number / 10);
    out[at + 1] = (byte) ('0' + number % 10);
  }

  private static int digits(int number, int count, byte[] out, int from) {
    int rest = number;
    for (int at = from + count - 1; at >= from; at--) {
      out[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return from + count;
  }
}

package city.veedel.dashboard.text;

import java.time.Instant;
import java.util.Arrays;

/**
 * A text in UTF-8 that is written once, from its beginning to its end, in bytes: what comes again
 * and again is encoded once by who writes it. Used by one thread.
 */
public final class Utf8Text {
  private static final int LONGEST_LONG = 20;
  private static final double MILLION = 1e6;

  /** Between these, {@link Double#toString(double)} writes no exponent. */
  private static final double LEAST_PLAIN = 1e-3;

  private static final double MOST_PLAIN = 1e7;

  private final InstantText instants = new InstantText();
  private byte[] bytes;
  private int length;

  /**
   * @param expectedBytes how long it may get; more is allowed
   */
  public Utf8Text(int expectedBytes) {
    this.bytes = new byte[Math.max(expectedBytes, 64)];
  }

  /** As {@link Instant#toString} has it. */
  public void append(Instant time) {
    reserve(InstantText.LONGEST);
    length = instants.write(time, bytes, length);
  }

  public void append(long number) {
    reserve(LONGEST_LONG);
    if (number < 0) {
      ascii(Long.toString(number));
      return;
    }
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /**
   * As {@link Double#toString(double)} has it. Most measured values have few decimals: then these
   * are the shortest that mean the number, because no two numbers of 15 digits are the same double.
   */
  public void append(double number) {
    double magnitude = Math.abs(number);
    long millionths = Math.round(magnitude * MILLION);
    if (magnitude < LEAST_PLAIN || magnitude >= MOST_PLAIN || millionths / MILLION != magnitude) {
      ascii(Double.toString(number));
      return;
    }
    if (number < 0) {
      append('-');
    }
    append(millionths / 1_000_000);
    append('.');
    appendDecimals((int) (millionths % 1_000_000));
  }

  /** At least one, and no zeros at the end. */
  private void appendDecimals(int millionths) {
    reserve(6);
    int rest = millionths;
    int unit = 100_000;
    do {
      bytes[length++] = (byte) ('0' + rest / unit);
      rest %= unit;
      unit /= 10;
    } while (rest > 0);
  }

  public void append(byte[] utf8) {
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  public void append(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
  }

  private void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  /** Bytes so far. */
  public int length() {
    return length;
  }

  /** A copy of the text. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** The text as one member of a gzip file (RFC 1952). */
  public byte[] toGzip() {
    return PiecewiseGzip.compress(bytes, length);
  }
}

package city.veedel.simulator.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A native JSON message of fixed length in which only digits are replaced: the time in microseconds
 * and one value per property. For one thread.
 */
final class JsonTemplate {
  private static final String TIME = "2026-01-01T00:00:00.000000Z";
  private static final String VALUE = "1000.001";
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final byte[] bytes;
  private final int timeAt;
  private final int[] valuesAt;
  private long secondInPlace = Long.MIN_VALUE;

  JsonTemplate(int values) {
    StringBuilder json = new StringBuilder("{\"time\":\"");
    this.timeAt = json.length();
    json.append(TIME).append("\",\"values\":{");
    this.valuesAt = new int[values];
    for (int i = 0; i < values; i++) {
      json.append(i == 0 ? "\"v" : ",\"v").append(i).append("\":");
      valuesAt[i] = json.length();
      json.append(VALUE);
    }
    this.bytes = json.append("}}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  int length() {
    return bytes.length;
  }

  /**
   * @param timeMicros since 1970
   * @param number tells messages of a device apart
   */
  void write(long timeMicros, long number, ByteBuffer out) {
    long second = Math.floorDiv(timeMicros, MICROS_PER_SECOND);
    if (second != secondInPlace) {
      secondInPlace = second;
      LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond(second), ZoneOffset.UTC);
      digits(timeAt, 4, time.getYear());
      digits(timeAt + 5, 2, time.getMonthValue());
      digits(timeAt + 8, 2, time.getDayOfMonth());
      digits(timeAt + 11, 2, time.getHour());
      digits(timeAt + 14, 2, time.getMinute());
      digits(timeAt + 17, 2, time.getSecond());
    }
    digits(timeAt + 20, 6, Math.floorMod(timeMicros, MICROS_PER_SECOND));
    for (int i = 0; i < valuesAt.length; i++) {
      // Three digits before and three after the point change; the first stays a one.
      long digits = Math.floorMod(number + i, 1_000_000L);
      digits(valuesAt[i] + 1, 3, digits / 1_000);
      digits(valuesAt[i] + 5, 3, digits % 1_000);
    }
    out.put(bytes);
  }

  private void digits(int at, int count, long value) {
    long rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}

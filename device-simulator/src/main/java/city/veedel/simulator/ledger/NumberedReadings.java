package city.veedel.simulator.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Readings that say who they are: the value of each is made of device, message and stream, and its
 * device time of device and message. Times are not in the order of the messages: neighbours are
 * shuffled, and one message in a hundred comes twenty days late.
 *
 * @param seed of the shuffling and of who is late
 * @param start of the run; readings begin twelve hours before it, a millisecond apart
 * @param streams readings in a message, 1 to 16
 */
public record NumberedReadings(long seed, Instant start, int streams) {
  public static final int MAX_STREAMS = 16;
  public static final int MAX_DEVICES = 256;

  /** Doubles count exactly so far (2^53) with streams and devices in the lower bits. */
  public static final long MAX_MESSAGE = (1L << 41) - 1;

  private static final Duration BEFORE_START = Duration.ofHours(12);
  private static final Duration LATE = Duration.ofDays(20);
  private static final int ONE_LATE_IN = 100;

  /** Neighbours that are shuffled among each other; a power of two. */
  private static final int SHUFFLED = 64;

  /** Odd, so that multiplying permutes the numbers below a power of two. */
  private static final int STEP = 37;

  public NumberedReadings {
    if (streams < 1 || streams > MAX_STREAMS) {
      throw new IllegalArgumentException("streams must be 1 to 16, was " + streams);
    }
  }

  /** What a value says. */
  public record Identity(int device, int stream, long message) {}

  /** The name of a stream in a message and in the database. */
  public static String property(int stream) {
    return "v" + stream;
  }

  public static double value(int device, int stream, long message) {
    return (message * MAX_STREAMS + stream) * MAX_DEVICES + device;
  }

  /** Empty for a number that no reading of any ledger has. */
  public static Optional<Identity> identify(double value) {
    long whole = (long) value;
    if (whole != value || whole < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Identity(
            (int) (whole % MAX_DEVICES),
            (int) (whole / MAX_DEVICES % MAX_STREAMS),
            whole / MAX_DEVICES / MAX_STREAMS));
  }

  /** When the device says that it measured; no two messages of a device have the same time. */
  public Instant time(int device, long message) {
    long neighbours = message & -SHUFFLED;
    long place = neighbours | message * STEP + seed & SHUFFLED - 1;
    Instant onTime = start.minus(BEFORE_START).plusMillis(place);
    return isLate(device, message) ? onTime.minus(LATE) : onTime;
  }

  private boolean isLate(int device, long message) {
    long mixed = (seed ^ message * MAX_DEVICES + device) * 0x9E37_79B9_7F4A_7C15L;
    return Long.remainderUnsigned(mixed >>> 32, ONE_LATE_IN) == 0;
  }

  /** The message in native JSON, with or without its time. */
  byte[] payload(int device, long message, boolean timed) {
    StringBuilder json = new StringBuilder(64 + 20 * streams).append('{');
    if (timed) {
      json.append("\"time\":\"").append(time(device, message)).append("\",");
    }
    json.append("\"values\":{");
    for (int stream = 0; stream < streams; stream++) {
      json.append(stream == 0 ? "\"" : ",\"")
          .append(property(stream))
          .append("\":")
          .append((long) value(device, stream, message));
    }
    return json.append("}}").toString().getBytes(StandardCharsets.US_ASCII);
  }
}

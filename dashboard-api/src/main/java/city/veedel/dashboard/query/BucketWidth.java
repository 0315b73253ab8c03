package city.veedel.dashboard.query;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The widths of the database's roll-ups. */
public enum BucketWidth {
  QUARTER_HOUR("PT15M", ZoneOffset.UTC),
  HOUR("PT1H", ZoneOffset.UTC),
  /** A day of Köln: 23 or 25 hours when the clocks change. */
  DAY("P1D", ZoneId.of("Europe/Berlin"));

  private static final long QUARTER_HOUR_SECONDS = 900;

  private final String code;
  private final ZoneId zone;

  BucketWidth(String code, ZoneId zone) {
    this.code = code;
    this.zone = zone;
  }

  /** ISO 8601 duration, as on the wire. */
  public String code() {
    return code;
  }

  /** In whose calendar a bucket begins. */
  public ZoneId zone() {
    return zone;
  }

  public static Optional<BucketWidth> findByCode(String code) {
    for (BucketWidth width : values()) {
      if (width.code.equals(code)) {
        return Optional.of(width);
      }
    }
    return Optional.empty();
  }

  /** Begin of the bucket that holds {@code time}. */
  public Instant floor(Instant time) {
    return switch (this) {
      case QUARTER_HOUR ->
          Instant.ofEpochSecond(
              Math.floorDiv(time.getEpochSecond(), QUARTER_HOUR_SECONDS) * QUARTER_HOUR_SECONDS);
      case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
      case DAY -> ZonedDateTime.ofInstant(time, zone).truncatedTo(ChronoUnit.DAYS).toInstant();
    };
  }

  /** Begin of the bucket after the one that begins at {@code start}. */
  public Instant next(Instant start) {
    return switch (this) {
      case QUARTER_HOUR -> start.plusSeconds(QUARTER_HOUR_SECONDS);
      case HOUR -> start.plus(1, ChronoUnit.HOURS);
      case DAY -> ZonedDateTime.ofInstant(start, zone).plusDays(1).toInstant();
    };
  }

  /** About how many buckets a span has. */
  public long count(Duration span) {
    return switch (this) {
      case QUARTER_HOUR -> span.toMinutes() / 15;
      case HOUR -> span.toHours();
      case DAY -> span.toDays();
    };
  }
}

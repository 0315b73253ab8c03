package city.veedel.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Which device times are accepted, as distances from the time of receipt in whole milliseconds,
 * rounded down.
 *
 * @param past at most {@link #FURTHEST_PAST}
 * @param future at most {@link #FURTHEST_FUTURE}
 */
public record AcceptedTime(Duration past, Duration future) {
  /** Back to about 1700, where the tables of observations begin. */
  public static final Duration FURTHEST_PAST = Duration.ofDays(366L * 300);

  public static final Duration FURTHEST_FUTURE = Duration.ofDays(366);

  /** What a live device may send: thirty days back, five minutes ahead. */
  public static final AcceptedTime LIVE =
      new AcceptedTime(Duration.ofDays(30), Duration.ofMinutes(5));

  /** For replays and imports: any past. */
  public static final AcceptedTime ANY_PAST =
      new AcceptedTime(FURTHEST_PAST, Duration.ofMinutes(5));

  public AcceptedTime {
    check("past", past, FURTHEST_PAST);
    check("future", future, FURTHEST_FUTURE);
    past = past.truncatedTo(ChronoUnit.MILLIS);
    future = future.truncatedTo(ChronoUnit.MILLIS);
  }

  private static void check(String what, Duration distance, Duration furthest) {
    if (distance.isNegative() || distance.compareTo(furthest) > 0) {
      throw new IllegalArgumentException(
          "the accepted %s must be 0 to %d days, was %s"
              .formatted(what, furthest.toDays(), distance));
    }
  }

  public boolean accepts(Instant phenomenonTime, Instant receivedAt) {
    return !phenomenonTime.isBefore(receivedAt.minus(past))
        && !phenomenonTime.isAfter(receivedAt.plus(future));
  }
}

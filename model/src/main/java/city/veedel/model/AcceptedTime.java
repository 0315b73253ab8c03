package city.veedel.model;

import java.time.Duration;
import java.time.Instant;

/** Which device times are accepted, as distances from the time of receipt. */
public record AcceptedTime(Duration past, Duration future) {
  /** What a live device may send: thirty days back, five minutes ahead. */
  public static final AcceptedTime LIVE =
      new AcceptedTime(Duration.ofDays(30), Duration.ofMinutes(5));

  /** For replays and imports: any past. */
  public static final AcceptedTime ANY_PAST =
      new AcceptedTime(Duration.ofDays(366L * 300), Duration.ofMinutes(5));

  public AcceptedTime {
    if (past.isNegative() || future.isNegative()) {
      throw new IllegalArgumentException("accepted time must not be negative");
    }
  }

  public boolean accepts(Instant phenomenonTime, Instant receivedAt) {
    return !phenomenonTime.isBefore(receivedAt.minus(past))
        && !phenomenonTime.isAfter(receivedAt.plus(future));
  }
}

package city.veedel.dashboard.query;

import java.time.Duration;

/** How old a latest result is against how often one should come. */
public enum Freshness {
  FRESH("fresh"),
  LATE("late"),
  STALE("stale"),
  OFFLINE("offline"),
  NEVER("never");

  private static final Duration OFFLINE_AFTER = Duration.ofHours(24);

  private final String code;

  Freshness(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /**
   * Fresh up to two intervals, late up to five, then stale; offline after 24 hours, or after five
   * intervals if that is longer.
   */
  public static Freshness of(Duration age, Duration expectedInterval) {
    // Sums, because a product of a duration is computed with big numbers.
    Duration two = expectedInterval.plus(expectedInterval);
    if (age.compareTo(two) <= 0) {
      return FRESH;
    }
    Duration five = two.plus(two).plus(expectedInterval);
    if (age.compareTo(five) <= 0) {
      return LATE;
    }
    return age.compareTo(OFFLINE_AFTER) > 0 ? OFFLINE : STALE;
  }
}

package city.veedel.model;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a datastream observes, and how. Durations are in whole milliseconds, rounded down, as the
 * registry keeps them.
 *
 * @param unit UCUM code; {@code 1} for pure numbers, {@code {state}} for states
 * @param expectedInterval how often a value should come, 1 ms to {@link #LONGEST_PERIOD}; freshness
 *     is measured against it
 * @param averagingPeriod the period one value stands for, at most {@link #LONGEST_PERIOD}; zero for
 *     instantaneous values
 * @param plausible what numbers are believed, in {@code unit}; null: any
 */
public record ObservedProperty(
    PropertyName name,
    String titleDe,
    String titleEn,
    String unit,
    ResultType resultType,
    Duration expectedInterval,
    Duration averagingPeriod,
    TimeMarks timeMarks,
    @Nullable PlausibleRange plausible) {
  /** Of both periods: what comes more seldom is no series of measurements. */
  public static final Duration LONGEST_PERIOD = Duration.ofDays(366);

  /** Where a type says nothing else. */
  public static final Duration USUAL_INTERVAL = Duration.ofHours(1);

  public ObservedProperty {
    checkPeriod("the expected interval", name, expectedInterval, Duration.ofMillis(1));
    checkPeriod("the averaging period", name, averagingPeriod, Duration.ZERO);
    expectedInterval = expectedInterval.truncatedTo(ChronoUnit.MILLIS);
    averagingPeriod = averagingPeriod.truncatedTo(ChronoUnit.MILLIS);
    if (plausible != null && resultType != ResultType.NUMBER) {
      throw new IllegalArgumentException(
          "a plausible range is for numbers; " + name + " is declared as " + resultType.code());
    }
  }

  private static void checkPeriod(
      String what, PropertyName name, Duration period, Duration shortest) {
    if (period.compareTo(shortest) < 0 || period.compareTo(LONGEST_PERIOD) > 0) {
      throw new IllegalArgumentException(
          what + " of " + name + " must be " + shortest + " to 366 days, was " + period);
    }
  }

  /** Any number is believed. */
  public ObservedProperty(
      PropertyName name,
      String titleDe,
      String titleEn,
      String unit,
      ResultType resultType,
      Duration expectedInterval,
      Duration averagingPeriod,
      TimeMarks timeMarks) {
    this(
        name,
        titleDe,
        titleEn,
        unit,
        resultType,
        expectedInterval,
        averagingPeriod,
        timeMarks,
        null);
  }
}

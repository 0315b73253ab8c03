package city.veedel.model;

import java.time.Duration;

/**
 * What a datastream observes, and how.
 *
 * @param unit UCUM code; {@code 1} for pure numbers, {@code {state}} for states
 * @param expectedInterval how often a value should come; freshness is measured against it
 * @param averagingPeriod the period one value stands for; zero for instantaneous values
 */
public record ObservedProperty(
    PropertyName name,
    String titleDe,
    String titleEn,
    String unit,
    ResultType resultType,
    Duration expectedInterval,
    Duration averagingPeriod,
    TimeMarks timeMarks) {
  public ObservedProperty {
    if (expectedInterval.isNegative() || expectedInterval.isZero()) {
      throw new IllegalArgumentException(
          "the expected interval of " + name + " must be positive, was " + expectedInterval);
    }
    if (averagingPeriod.isNegative()) {
      throw new IllegalArgumentException(
          "the averaging period of " + name + " must not be negative, was " + averagingPeriod);
    }
  }
}

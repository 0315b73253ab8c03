package city.veedel.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a datastream observes, and how.
 *
 * @param unit UCUM code; {@code 1} for pure numbers, {@code {state}} for states
 * @param expectedInterval how often a value should come; freshness is measured against it
 * @param averagingPeriod the period one value stands for; zero for instantaneous values
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
  public ObservedProperty {
    if (expectedInterval.isNegative() || expectedInterval.isZero()) {
      throw new IllegalArgumentException(
          "the expected interval of " + name + " must be positive, was " + expectedInterval);
    }
    if (averagingPeriod.isNegative()) {
      throw new IllegalArgumentException(
          "the averaging period of " + name + " must not be negative, was " + averagingPeriod);
    }
    if (plausible != null && resultType != ResultType.NUMBER) {
      throw new IllegalArgumentException(
          "a plausible range is for numbers; " + name + " is declared as " + resultType.code());
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

package city.veedel.model;

/**
 * What a value of a property may be, both ends included, in the property's unit. What is outside is
 * no measurement but a defect, and is set aside.
 */
public record PlausibleRange(double min, double max) {
  public PlausibleRange {
    if (!Double.isFinite(min) || !Double.isFinite(max) || min >= max) {
      throw new IllegalArgumentException(
          "a plausible range is two numbers, the smaller first, was " + min + " to " + max);
    }
  }

  public boolean holds(double value) {
    return value >= min && value <= max;
  }
}

package city.veedel.model;

/** A SensorThings Thing: the place or object that is observed, such as a car park or a pole. */
public record ThingId(String value) implements Comparable<ThingId> {
  public ThingId {
    Slug.check("a thing id", value);
  }

  /**
   * Whether {@code value} may be a thing id, without an exception for what arrives from outside.
   */
  public static boolean isValid(String value) {
    return Slug.matches(value);
  }

  @Override
  public int compareTo(ThingId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}

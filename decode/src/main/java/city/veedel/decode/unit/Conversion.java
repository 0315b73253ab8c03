package city.veedel.decode.unit;

/** What a value is in another unit, or why it is nothing. */
public sealed interface Conversion {
  /**
   * @param value finite
   */
  record Converted(double value) implements Conversion {}

  /**
   * @param detail what was seen and what was allowed, in English
   */
  record Impossible(String detail) implements Conversion {}
}

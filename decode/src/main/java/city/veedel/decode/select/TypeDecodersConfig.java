package city.veedel.decode.select;

/**
 * @param mostTypes whose decoders are kept, each of its present version and the one before; from 1
 */
public record TypeDecodersConfig(int mostTypes) {
  public TypeDecodersConfig {
    if (mostTypes < 1) {
      throw new IllegalArgumentException("at least one type is kept, was " + mostTypes);
    }
  }

  /** For the messages of a city. */
  public static TypeDecodersConfig defaults() {
    return new TypeDecodersConfig(4_096);
  }

  /** For people who try types out, one after the other. */
  public static TypeDecodersConfig forPreviews() {
    return new TypeDecodersConfig(16);
  }
}

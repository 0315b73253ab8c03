package city.veedel.model;

/** The result of one observation. */
public sealed interface Result {
  /** A finite number in the unit of its datastream. */
  record Quantity(double value) implements Result {
    public Quantity {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a quantity must be finite, was " + value);
      }
    }
  }

  /** A boolean state; stored as 1 or 0. */
  record Flag(boolean value) implements Result {}

  /** A named state, such as {@code open}; at most {@value #MAX_LENGTH} characters. */
  record State(String value) implements Result {
    public static final int MAX_LENGTH = 256;

    public State {
      if (value.length() > MAX_LENGTH) {
        throw new IllegalArgumentException(
            "a state must have at most " + MAX_LENGTH + " characters, had " + value.length());
      }
      if (value.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a state must not hold U+0000");
      }
    }
  }

  /** The sensor said that there is no value: a gap, never 0. */
  record Missing() implements Result {
    public static final Missing INSTANCE = new Missing();
  }
}

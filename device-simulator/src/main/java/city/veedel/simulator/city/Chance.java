package city.veedel.simulator.city;

/**
 * Chance without state: the same seed and key always give the same number, in any order. That makes
 * a reading a function of seed and time, whoever asks when.
 */
final class Chance {
  private static final double TWO_TO_53 = 0x1p53;

  private final long seed;

  Chance(long seed) {
    this.seed = seed;
  }

  /** Another, independent source. */
  Chance of(String name) {
    return new Chance(mix(seed ^ mix(name.hashCode())));
  }

  Chance of(long number) {
    return new Chance(mix(seed + mix(number)));
  }

  /** 0 inclusive to 1 exclusive. */
  double share() {
    return (mix(seed) >>> 11) / TWO_TO_53;
  }

  double between(double low, double high) {
    return low + (high - low) * share();
  }

  /** 0 inclusive to {@code bound} exclusive. */
  int below(int bound) {
    return (int) (share() * bound);
  }

  /** Smooth in {@code x}, -1 to 1, with hills about one wide. */
  double wave(double x) {
    long cell = (long) Math.floor(x);
    double t = ease(x - cell);
    return 2 * (of(cell).share() * (1 - t) + of(cell + 1).share() * t) - 1;
  }

  /** Smooth in both, 0 to 1, with hills about one wide. */
  double hills(double x, double y) {
    long column = (long) Math.floor(x);
    long row = (long) Math.floor(y);
    double tx = ease(x - column);
    double ty = ease(y - row);
    double low = corner(column, row) * (1 - tx) + corner(column + 1, row) * tx;
    double high = corner(column, row + 1) * (1 - tx) + corner(column + 1, row + 1) * tx;
    return low * (1 - ty) + high * ty;
  }

  private double corner(long column, long row) {
    return of(column).of(row).share();
  }

  private static double ease(double t) {
    return t * t * (3 - 2 * t);
  }

  /** Finalizer of SplitMix64. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

package city.veedel.simulator.load;

import java.time.Duration;

/**
 * How the load comes.
 *
 * @param window messages a connection has unanswered at most, 1 to 1,024 (the product's Receive
 *     Maximum)
 * @param valuesPerMessage observations a message, 1 to 1,000
 * @param ratePerSecond messages of all connections together; 0 for as fast as the windows allow
 * @param warmUp not measured
 * @param measured how long is measured after it
 */
public record LoadShape(
    int window, int valuesPerMessage, double ratePerSecond, Duration warmUp, Duration measured) {
  public static final int MAX_WINDOW = 1_024;
  static final double MAX_RATE = 10_000_000;

  public LoadShape {
    if (window < 1 || window > MAX_WINDOW) {
      throw new IllegalArgumentException("window must be 1 to 1024, was " + window);
    }
    if (valuesPerMessage < 1 || valuesPerMessage > 1_000) {
      throw new IllegalArgumentException(
          "values per message must be 1 to 1000, was " + valuesPerMessage);
    }
    // Written so that NaN fails as well.
    if (!(ratePerSecond >= 0 && ratePerSecond <= MAX_RATE)) {
      throw new IllegalArgumentException("rate must be 0 to 10,000,000, was " + ratePerSecond);
    }
    if (warmUp.isNegative() || measured.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException("at least 100 ms must be measured, was " + measured);
    }
  }

  public boolean isOpenLoop() {
    return ratePerSecond > 0;
  }
}

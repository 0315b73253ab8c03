package city.veedel.gateway.bridge;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts: doubled each time, jittered so that bridges do not return together. */
final class Backoff {
  private final Duration min;
  private final Duration max;
  private final RandomGenerator random;
  private Duration next;

  Backoff(Duration min, Duration max, RandomGenerator random) {
    this.min = min;
    this.max = max;
    this.random = random;
    this.next = min;
  }

  /** Between half and all of the present pause, which then doubles up to the longest. */
  Duration next() {
    long millis = next.toMillis();
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(max) > 0 ? max : doubled;
    return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
  }

  void reset() {
    next = min;
  }
}

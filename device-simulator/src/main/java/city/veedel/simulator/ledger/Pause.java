package city.veedel.simulator.ledger;

import java.util.concurrent.ThreadLocalRandom;

/** Between two attempts: short, because the quicker a device is back the more it may catch. */
final class Pause {
  private static final int LEAST_MILLIS = 20;
  private static final int MOST_MILLIS = 150;

  /** An interrupt ends it and stays set. */
  void take() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(LEAST_MILLIS, MOST_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

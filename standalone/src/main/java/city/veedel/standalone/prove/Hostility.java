package city.veedel.standalone.prove;

import java.time.Duration;

/**
 * Who is against a product, and for how long.
 *
 * @param goodDevices of each protocol, which keep the ledger
 * @param readingsPerSecond new ones of all good devices together
 * @param connections beside them that say nothing, and at the end drop and come back at once
 * @param attackersEach of every kind
 * @param warmUp before anything is measured
 * @param alone how long the good devices are measured without attackers
 * @param beside how long with them; longer than the product may bear any of them, or nobody could
 *     tell that it does
 */
record Hostility(
    int goodDevices,
    double readingsPerSecond,
    int connections,
    int attackersEach,
    Duration warmUp,
    Duration alone,
    Duration beside) {
  /** A hundred attackers beside ten thousand connections. */
  static final Hostility USUAL =
      new Hostility(
          16,
          4_000,
          10_000,
          7,
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(120));
}

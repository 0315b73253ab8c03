package city.veedel.dashboard.store;

import java.time.Duration;

/**
 * Bounds of the dashboard's use of the database.
 *
 * @param connections statements at the same time; not more than the pool has
 * @param waiting questions that may wait for a connection; one more is refused at once
 * @param acquireTimeout how long one waits
 * @param statementTimeout how long a statement may run before the database ends it
 */
public record StoreConfig(
    int connections, int waiting, Duration acquireTimeout, Duration statementTimeout) {
  public StoreConfig {
    if (connections < 1 || waiting < 0) {
      throw new IllegalArgumentException(
          "the store needs at least one connection and no negative queue, were "
              + connections
              + " and "
              + waiting);
    }
    if (acquireTimeout.isNegative() || statementTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("the store's timeouts must be positive");
    }
  }

  public static StoreConfig defaults() {
    return new StoreConfig(6, 200, Duration.ofSeconds(3), Duration.ofSeconds(10));
  }
}

package city.veedel.gateway.intake;

import java.time.Duration;

/**
 * How the use of quotas is followed.
 *
 * @param refreshInterval how often the database is asked what it has counted; 10 ms to 1 h
 * @param devicesAQuery of how many devices at a time; 1 to 10,000
 */
public record QuotaConfig(Duration refreshInterval, int devicesAQuery) {
  public static final QuotaConfig DEFAULTS = new QuotaConfig(Duration.ofSeconds(10), 1_000);

  public QuotaConfig {
    if (refreshInterval.toMillis() < 10 || refreshInterval.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "quota refresh-interval must be 10 ms to 1 h, was " + refreshInterval);
    }
    if (devicesAQuery < 1 || devicesAQuery > 10_000) {
      throw new IllegalArgumentException(
          "quota devices-a-query must be 1 to 10000, was " + devicesAQuery);
    }
  }
}

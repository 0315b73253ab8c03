package city.veedel.standalone.bench;

import city.veedel.schema.DatabaseConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * What a query bench does.
 *
 * @param datastreams of the city that is asked about
 * @param days of the longest histories
 * @param rate messages a second that change the city meanwhile, so that no answer can be an old one
 * @param server to make a database on; empty for the embedded one
 */
public record QueryPlan(
    int datastreams,
    int days,
    double rate,
    Duration warmUp,
    Duration measured,
    Optional<DatabaseConfig> server) {
  public QueryPlan {
    if (datastreams < 1 || datastreams > 1_000_000) {
      throw new IllegalArgumentException("datastreams must be 1 to 1,000,000, was " + datastreams);
    }
    if (days < 1 || days > 730) {
      throw new IllegalArgumentException("days must be 1 to 730, was " + days);
    }
    if (!(rate > 0 && rate <= 10_000)) {
      throw new IllegalArgumentException("the rate must be above 0 to 10,000, was " + rate);
    }
  }
}

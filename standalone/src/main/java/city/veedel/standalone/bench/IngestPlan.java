package city.veedel.standalone.bench;

import city.veedel.schema.DatabaseConfig;
import city.veedel.simulator.load.LoadShape;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What an ingest bench does.
 *
 * @param qos of MQTT, 0 to 2; of no meaning elsewhere
 * @param connections devices, each with a connection or endpoint of its own
 * @param server to make a database on; empty for the embedded one
 * @param ceilingTime how long each ceiling is measured
 */
public record IngestPlan(
    Speaking protocol,
    int qos,
    int connections,
    LoadShape shape,
    Optional<DatabaseConfig> server,
    Duration ceilingTime) {
  public IngestPlan {
    if (qos < 0 || qos > 2) {
      throw new IllegalArgumentException("QoS must be 0, 1 or 2, was " + qos);
    }
    if (connections < 1 || connections > 20_000) {
      throw new IllegalArgumentException("connections must be 1 to 20,000, was " + connections);
    }
  }

  /** How the load speaks. */
  public enum Speaking {
    MQTT,
    COAP,
    COAPS,
    HTTP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

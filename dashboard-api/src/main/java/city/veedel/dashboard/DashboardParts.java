package city.veedel.dashboard;

import city.veedel.dashboard.http.HealthCheck;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.model.RepairedMessages;
import city.veedel.schema.registry.Accounts;
import city.veedel.schema.registry.Registry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;

/**
 * What the dashboard is connected to.
 *
 * @param database a pool with at least as many connections as the configured store uses
 * @param decoders for previews and checks: like those of the gateway, but not the same, so that
 *     what is tried here neither waits for nor holds up the messages of devices
 * @param repaired where dead letters are handed in again
 * @param version of the product, shown at {@code /version}
 */
public record DashboardParts(
    DataSource database,
    Registry registry,
    Accounts accounts,
    TypeDecoders decoders,
    RepairedMessages repaired,
    List<HealthCheck> healthChecks,
    PrometheusMeterRegistry meters,
    InstantSource clock,
    String version) {
  public DashboardParts {
    healthChecks = List.copyOf(healthChecks);
  }
}

package city.veedel.dashboard.http;

import city.veedel.dashboard.live.LiveHub;
import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.model.RepairedMessages;
import city.veedel.schema.registry.Accounts;
import city.veedel.schema.registry.Registry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;

/** What the routes need from the rest of the dashboard. */
public record RouteParts(
    LiveHub hub,
    DatabaseAccess database,
    Registry registry,
    Accounts accounts,
    TypeDecoders decoders,
    RepairedMessages repaired,
    List<HealthCheck> healthChecks,
    PrometheusMeterRegistry meters,
    InstantSource clock,
    String version) {
  public RouteParts {
    healthChecks = List.copyOf(healthChecks);
  }
}

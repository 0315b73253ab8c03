package city.veedel.dashboard.http;

import city.veedel.dashboard.live.LiveHub;
import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.schema.registry.Accounts;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;

/** What the routes need from the rest of the dashboard. */
public record RouteParts(
    LiveHub hub,
    DatabaseAccess database,
    Accounts accounts,
    List<HealthCheck> healthChecks,
    PrometheusMeterRegistry meters,
    InstantSource clock,
    String version) {
  public RouteParts {
    healthChecks = List.copyOf(healthChecks);
  }
}

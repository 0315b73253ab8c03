package city.veedel.standalone.product;

import city.veedel.dashboard.DashboardConfig;
import city.veedel.dashboard.DashboardParts;
import city.veedel.dashboard.DashboardServer;
import city.veedel.dashboard.http.BasemapConfig;
import city.veedel.dashboard.http.HealthCheck;
import city.veedel.dashboard.http.HttpConfig;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.model.RepairedMessages;
import city.veedel.model.StoredObservations;
import city.veedel.standalone.settings.Settings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The dashboard with the settings of this product. */
final class Dashboard implements AutoCloseable {
  private final DashboardServer server;

  Dashboard(
      Vertx vertx,
      Settings settings,
      Store store,
      Preparation preparation,
      TypeDecoders decoders,
      RepairedMessages repaired,
      List<HealthCheck> healthChecks,
      PrometheusMeterRegistry meters,
      InstantSource clock) {
    DashboardConfig defaults = DashboardConfig.defaults();
    server =
        DashboardServer.create(
            vertx,
            defaults.withHttp(http(defaults.http(), settings)),
            new DashboardParts(
                store.database().dataSource(),
                preparation.registry(),
                preparation.accounts(),
                decoders,
                repaired,
                healthChecks,
                meters,
                clock,
                version()));
  }

  private static HttpConfig http(HttpConfig defaults, Settings settings) {
    HttpConfig http = defaults.listening(settings.bind(), settings.ports().http());
    if (settings.certificate().isPresent()) {
      Settings.Certificate certificate = settings.certificate().get();
      http = http.secured(new HttpConfig.Tls(certificate.chain(), certificate.key()));
    }
    Settings.BasemapPlace basemap = settings.basemap();
    return http.withBasemap(
        new BasemapConfig(basemap.dir(), basemap.styleUrl(), basemap.origins()));
  }

  private static String version() {
    String version = Dashboard.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  StoredObservations storedObservations() {
    return server.storedObservations();
  }

  Router router() {
    return server.router();
  }

  /** The port, once all event loops listen. */
  CompletionStage<Integer> listen() {
    return server.listen().toCompletionStage();
  }

  @Override
  public void close() {
    server.close();
  }
}

package city.veedel.dashboard;

import city.veedel.dashboard.http.CertificateWatch;
import city.veedel.dashboard.http.DashboardRouter;
import city.veedel.dashboard.http.HttpConfig;
import city.veedel.dashboard.http.OpenConnections;
import city.veedel.dashboard.http.RouteParts;
import city.veedel.dashboard.live.LiveHub;
import city.veedel.dashboard.store.CityTables;
import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.model.StoredObservations;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dashboard as a whole: the router, the live hub and the HTTP servers that share one port.
 * Create it, mount further routes on {@link #router}, connect {@link #storedObservations} to
 * ingest, then {@link #listen}.
 */
public final class DashboardServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DashboardServer.class);

  /**
   * Of each connection in the kernel, which would take up to 4 MB: for a viewer that does not read
   * this is memory, and when it reads again, a minute of values from the past.
   */
  private static final int SEND_BUFFER_BYTES = 256 << 10;

  private static final int LONGEST_REQUEST_LINE = 8 * 1024;
  private static final int STOP_SECONDS = 5;
  // To Vert.x: any free port, and the same one for all event loops.
  private static final int ANY_SHARED_PORT = -1;

  private final Vertx vertx;
  private final HttpConfig config;
  private final LiveHub hub;
  private final DashboardRouter routes;
  private final OpenConnections connections;
  // One for each event loop; added to on those.
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private volatile @Nullable String deployment;
  private volatile @Nullable CertificateWatch certificateWatch;

  private DashboardServer(Vertx vertx, HttpConfig config, LiveHub hub, DashboardRouter routes) {
    this.vertx = vertx;
    this.config = config;
    this.hub = hub;
    this.routes = routes;
    this.connections = new OpenConnections(vertx, config);
  }

  /** Builds everything; nothing listens and nothing is read from the database yet. */
  public static DashboardServer create(Vertx vertx, DashboardConfig config, DashboardParts parts) {
    DatabaseAccess database = new DatabaseAccess(parts.database(), config.store());
    LiveHub hub =
        new LiveHub(vertx, config.live(), new CityTables(database), parts.clock(), parts.meters());
    RouteParts routeParts =
        new RouteParts(
            hub,
            database,
            parts.registry(),
            parts.accounts(),
            parts.decoders(),
            parts.repaired(),
            parts.healthChecks(),
            parts.meters(),
            parts.clock(),
            parts.version());
    return new DashboardServer(
        vertx, config.http(), hub, DashboardRouter.create(vertx, config.http(), routeParts));
  }

  /** Creates a server and lets it listen. */
  public static Future<DashboardServer> start(
      Vertx vertx, DashboardConfig config, DashboardParts parts) {
    DashboardServer server = create(vertx, config, parts);
    return server.listen().map(port -> server);
  }

  /** For routes of other components, such as the uplinks of devices; before {@link #listen}. */
  public Router router() {
    return routes.router();
  }

  /** What ingest tells of stored observations. */
  public StoredObservations storedObservations() {
    return hub;
  }

  /**
   * Starts reading the catalogue and listening.
   *
   * @return the port, also where any free one was asked for
   */
  public Future<Integer> listen() {
    hub.start();
    AtomicInteger port = new AtomicInteger();
    DeploymentOptions eventLoops = new DeploymentOptions().setInstances(config.eventLoops());
    HttpConfig.Tls tls = config.tls();
    String certificate = tls == null ? "" : CertificateWatch.state(tls);
    return vertx
        .deployVerticle(() -> new Listener(port), eventLoops)
        .map(id -> {
          deployment = id;
          if (tls != null) {
            certificateWatch = CertificateWatch.of(vertx, tls, servers, certificate);
          }
          log.info(
              "The dashboard answers on {}://{}:{}.",
              config.tls() == null ? "http" : "https",
              config.bind(),
              port.get());
          return port.get();
        });
  }

  /** One event loop's share of the port. */
  private final class Listener extends VerticleBase {
    private final AtomicInteger actualPort;

    Listener(AtomicInteger actualPort) {
      this.actualPort = actualPort;
    }

    @Override
    public Future<?> start() {
      return connections
          .guard(vertx.createHttpServer(options()), routes.router())
          .listen(config.port() == 0 ? ANY_SHARED_PORT : config.port(), config.bind())
          .onSuccess(server -> {
            servers.add(server);
            actualPort.set(server.actualPort());
          });
    }
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout((int) config.idleTimeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
            .setSendBufferSize(SEND_BUFFER_BYTES)
            // No WebSocket is served, and its handlers would look at every request.
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            // Vert.x would show a connection only with its first request, and count none before.
            .setHttp2ClearTextEnabled(false);
    HttpConfig.Tls tls = config.tls();
    if (tls != null) {
      CertificateWatch.encrypt(options, tls);
    }
    return options;
  }

  /** Ends the live streams in order, then stops listening. Waits for some seconds at most. */
  @Override
  public void close() {
    hub.close();
    CertificateWatch watch = certificateWatch;
    if (watch != null) {
      watch.close();
    }
    stopListening();
    connections.close();
    routes.close();
  }

  private void stopListening() {
    String running = deployment;
    if (running == null) {
      return;
    }
    try {
      vertx
          .undeploy(running)
          .toCompletionStage()
          .toCompletableFuture()
          .get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.warn("The HTTP servers did not stop in order.", e);
    }
  }
}

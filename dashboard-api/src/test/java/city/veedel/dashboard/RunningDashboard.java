package city.veedel.dashboard;

import city.veedel.dashboard.http.HealthCheck;
import city.veedel.dashboard.http.HttpConfig;
import city.veedel.dashboard.live.LiveConfig;
import city.veedel.decode.select.TypeDecoders;
import city.veedel.model.Outcome;
import city.veedel.model.PropertyName;
import city.veedel.model.RepairedMessages;
import city.veedel.model.Result;
import city.veedel.model.StoredObservation;
import city.veedel.model.ThingId;
import city.veedel.schema.registry.Accounts;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.registry.Role;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A dashboard on a fresh embedded PostgreSQL, listening on a free port. */
public final class RunningDashboard implements AutoCloseable {
  private final TestDatabase database;
  private final Vertx vertx = Vertx.vertx();
  private final Accounts accounts;
  private final Registry registry;
  private final DashboardServer server;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningDashboard(
      TestDatabase database, UnaryOperator<DashboardConfig> configured, RepairedMessages repaired)
      throws Exception {
    this.database = database;
    this.accounts = new Accounts(database.database().dataSource());
    this.registry = new Registry(database.database().dataSource(), new DeviceSecrets(new byte[32]));
    DashboardConfig config =
        DashboardConfig.defaults()
            .withHttp(HttpConfig.defaults().listening("127.0.0.1", 0))
            .withLive(quick(LiveConfig.defaults()));
    this.server =
        DashboardServer.create(
            vertx,
            configured.apply(config),
            new DashboardParts(
                database.database().dataSource(),
                registry,
                accounts,
                new TypeDecoders((type, source) -> new UnreadScript(source)),
                repaired,
                List.of(new HealthCheck("database", this::databaseHealth)),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                InstantSource.system(),
                "0.1.0-test"));
    this.port = server.listen().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  public static RunningDashboard start() throws Exception {
    return start(UnaryOperator.identity());
  }

  public static RunningDashboard start(UnaryOperator<DashboardConfig> configured) throws Exception {
    return start(
        configured,
        letter ->
            CompletableFuture.completedFuture(new Outcome.Accepted(letter.observations(), 0)));
  }

  public static RunningDashboard start(
      UnaryOperator<DashboardConfig> configured, RepairedMessages repaired) throws Exception {
    return new RunningDashboard(TestDatabases.embedded(), configured, repaired);
  }

  /** As in production, but looking for new things more often. */
  private static LiveConfig quick(LiveConfig live) {
    return new LiveConfig(
        Duration.ofMillis(20),
        live.heartbeat(),
        live.ringSpan(),
        live.ringEntries(),
        live.stallLimit(),
        Duration.ofMillis(1),
        live.clients(),
        live.clientsPerAddress(),
        live.windowBytes(),
        live.chunkBytes(),
        Duration.ofMillis(100),
        Duration.ofMillis(20));
  }

  private HealthCheck.State databaseHealth() {
    database.database().engine();
    return HealthCheck.State.ok("PostgreSQL");
  }

  public TestDatabase database() {
    return database;
  }

  /** Takes the database away from everybody, or gives it back. */
  public void lockDatabase(boolean locked) throws SQLException {
    String url = database.config().jdbcUrl();
    int name = url.lastIndexOf('/') + 1;
    try (Connection connection =
            DriverManager.getConnection(
                url.substring(0, name) + "postgres",
                database.config().user(),
                database.config().password());
        Statement statement = connection.createStatement()) {
      String own = url.substring(name);
      statement.execute("ALTER DATABASE " + own + " ALLOW_CONNECTIONS " + !locked);
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + own + "'");
    }
  }

  public Accounts accounts() {
    return accounts;
  }

  public Registry registry() {
    return registry;
  }

  public DashboardServer server() {
    return server;
  }

  public int port() {
    return port;
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)), headers);
  }

  public HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        headers);
  }

  public HttpResponse<String> send(HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A bearer header of a new account in this role. */
  public String[] as(Role role) {
    String name = role.code() + "-" + System.nanoTime();
    var account = accounts.create(name, "correct horse battery", role);
    return new String[] {
      "Authorization",
      "Bearer " + accounts.issueApiToken(account, "test", Duration.ofHours(1)).token()
    };
  }

  /** A thing with one datastream of numbers; gives the datastream's id. */
  public int thing(String id, String theme, double longitude, double latitude, String visibility) {
    database.execute(
        """
        INSERT INTO thing (thing_id, organisation_id, name, theme, longitude, latitude, visibility,
          owner, licence)
        SELECT '%1$s', min(organisation_id), 'Thing %1$s', '%2$s', %3$s, %4$s, '%5$s', 'Stadt Köln',
          'dl-de/by-2-0' FROM organisation\
        """
            .formatted(id, theme, longitude, latitude, visibility));
    return datastream(id, "value", "number", visibility);
  }

  public int datastream(String thing, String property, String type, String visibility) {
    return Integer.parseInt(
        database.ask(
            """
            INSERT INTO datastream (organisation_id, thing_id, property, title_de, title_en, unit,
              result_type, expected_interval, visibility)
            SELECT min(organisation_id), '%s', '%s', 'Wert', 'Value', 'ug/m3', '%s', '5 min', '%s'
            FROM organisation RETURNING datastream_id\
            """
                .formatted(thing, property, type, visibility)));
  }

  /** What ingest does after a commit. */
  public void store(int datastream, String thing, Instant time, Result result) {
    server
        .storedObservations()
        .stored(
            List.of(
                new StoredObservation(
                    datastream,
                    new ThingId(thing),
                    new PropertyName("value"),
                    time,
                    time.plusMillis(20),
                    time.plusMillis(40),
                    result,
                    null)));
  }

  @Override
  public void close() {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }
}

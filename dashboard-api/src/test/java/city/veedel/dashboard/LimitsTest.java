package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.dashboard.http.HttpConfig;
import city.veedel.dashboard.query.StoreUnavailable;
import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.dashboard.store.StoreConfig;
import city.veedel.schema.registry.Role;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The bounds of {@link HttpConfig} and {@link StoreConfig}, reached on purpose. */
class LimitsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void aStatementMayTakeSoLong() {
    try (TestDatabase database = TestDatabases.embedded()) {
      DatabaseAccess access = access(database, 1, 1, LONG, Duration.ofMillis(100));

      assertThatThrownBy(() -> access.read(LimitsTest::sleepForever))
          .isInstanceOfSatisfying(
              StoreUnavailable.class, e -> assertThat(e.code()).isEqualTo("query_too_slow"));
      String next = access.read(connection -> "still here");
      assertThat(next).isEqualTo("still here");
    }
  }

  @Test
  void oneMoreThanMayWaitIsRefusedAtOnce() throws Exception {
    try (TestDatabase database = TestDatabases.embedded();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      DatabaseAccess access = access(database, 2, 1, LONG, LONG);
      CountDownLatch working = new CountDownLatch(2);
      CountDownLatch enough = new CountDownLatch(1);
      List<CompletableFuture<String>> taken = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        taken.add(
            CompletableFuture.supplyAsync(
                () ->
                    access.read(connection -> {
                      working.countDown();
                      awaitOrFail(enough);
                      return "worked";
                    }),
                threads));
      }
      awaitOrFail(working);
      taken.add(CompletableFuture.supplyAsync(() -> access.read(connection -> "waited"), threads));
      await().until(() -> access.waiting() == 1);

      assertThatThrownBy(() -> access.read(connection -> "refused"))
          .isInstanceOfSatisfying(
              StoreUnavailable.class, e -> assertThat(e.code()).isEqualTo("database_busy"));

      enough.countDown();
      assertThat(taken).allSatisfy(one -> assertThat(one.join()).isNotEmpty());
    }
  }

  @Test
  void whoWaitsTooLongIsRefused() {
    try (TestDatabase database = TestDatabases.embedded()) {
      DatabaseAccess access = access(database, 1, 10, Duration.ofMillis(100), LONG);

      String inner =
          access.read(connection -> {
            assertThatThrownBy(() -> access.read(other -> "never"))
                .isInstanceOfSatisfying(
                    StoreUnavailable.class, e -> assertThat(e.code()).isEqualTo("database_busy"));
            return "worked";
          });

      assertThat(inner).isEqualTo("worked");
      assertThat(access.waiting()).isZero();
    }
  }

  @Test
  void aSlowStatementIsAProblemWithARetryAfter() throws Exception {
    try (RunningDashboard dashboard =
            RunningDashboard.start(config ->
                config.withStore(
                    new StoreConfig(6, 200, Duration.ofSeconds(3), Duration.ofMillis(200))));
        Locked _ = Locked.observations(dashboard)) {
      HttpResponse<String> answer = dashboard.get(series(dashboard));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
      assertThat(code(answer)).isEqualTo("query_too_slow");
    }
  }

  @Test
  void oneQuestionMoreThanMayBeInWorkIsRefusedAndEachHasItsTime() throws Exception {
    try (RunningDashboard dashboard =
        RunningDashboard.start(
            config -> config.withHttp(http(config.http(), 2, Duration.ofMillis(700), LONG)))) {
      String series = series(dashboard);
      List<CompletableFuture<HttpResponse<String>>> inWork = new ArrayList<>();
      try (Locked _ = Locked.observations(dashboard);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 8; i++) {
          inWork.add(CompletableFuture.supplyAsync(() -> get(dashboard, series), threads));
        }
        List<HttpResponse<String>> answers = inWork.stream().map(CompletableFuture::join).toList();

        assertThat(answers).allMatch(answer -> answer.statusCode() == 503);
        assertThat(answers).allMatch(answer -> answer.body().contains("server_busy"));
        assertThat(answers).filteredOn(answer -> answer.body().contains("Too many")).hasSize(6);
        assertThat(answers)
            .filteredOn(answer -> answer.body().contains("took too long"))
            .hasSize(2);
        assertThat(dashboard.get("/health/live").statusCode()).as("has its own").isEqualTo(200);
      }

      await().until(() -> dashboard.get(series).statusCode() == 200);
    }
  }

  @Test
  void onlySoManyPasswordsAreCheckedAtOnce() throws Exception {
    try (RunningDashboard dashboard = RunningDashboard.start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      dashboard.accounts().create("ada", "correct horse battery", Role.VIEWER);
      List<CompletableFuture<HttpResponse<String>>> logins = new ArrayList<>();
      try (Locked _ = Locked.table(dashboard, "account")) {
        for (int i = 0; i < 3; i++) {
          logins.add(CompletableFuture.supplyAsync(() -> login(dashboard), threads));
        }

        HttpResponse<?> refused =
            (HttpResponse<?>)
                CompletableFuture.anyOf(logins.toArray(CompletableFuture[]::new)).join();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body().toString()).contains("Too many people are logging in");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
      }
      assertThat(logins.stream().map(login -> login.join().statusCode()).sorted())
          .containsExactly(200, 200, 503);
    }
  }

  private static HttpResponse<String> login(RunningDashboard dashboard) {
    try {
      return dashboard.post(
          "/api/v1/login", "{\"name\":\"ada\",\"password\":\"correct horse battery\"}");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRequestLineThatIsTooLongIsRefused() throws Exception {
    try (RunningDashboard dashboard = RunningDashboard.start()) {
      String longest = "GET /?" + "x".repeat(8 * 1024 - 15) + " HTTP/1.1";
      assertThat(longest).hasSize(8 * 1024);

      assertThat(exchange(dashboard, longest)).startsWith("HTTP/1.1 200");
      assertThat(exchange(dashboard, longest.replaceFirst("x", "xx"))).contains(" 414");
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws Exception {
    try (RunningDashboard dashboard =
            RunningDashboard.start(
                config -> config.withHttp(http(config.http(), 256, LONG, Duration.ofMillis(200))));
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), dashboard.port());
        Socket halfway = new Socket(InetAddress.getLoopbackAddress(), dashboard.port())) {
      silent.setSoTimeout(20_000);
      halfway.setSoTimeout(20_000);
      halfway.getOutputStream().write("GET / HTT".getBytes(StandardCharsets.US_ASCII));

      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(halfway.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** What was written to it will never be read; the socket is closed all the same. */
  @Test
  void aConnectionThatReadsNothingIsClosed() throws Exception {
    try (RunningDashboard dashboard =
            RunningDashboard.start(
                config -> config.withHttp(http(config.http(), 256, LONG, Duration.ofMillis(300))));
        Socket stuck = new Socket()) {
      stuck.setReceiveBufferSize(2_048);
      stuck.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), dashboard.port()));
      String question = "GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
      // Some 12 MB of answers: more than the kernel takes for a peer with so small a window.
      stuck.getOutputStream().write(question.repeat(200).getBytes(StandardCharsets.US_ASCII));

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !Sockets.isHeld(dashboard.port(), stuck.getLocalPort()));
    }
  }

  private static String exchange(RunningDashboard dashboard, String requestLine)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), dashboard.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              (requestLine + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  private static HttpConfig http(
      HttpConfig usual, int requestsInWork, Duration requestTimeout, Duration idleTimeout) {
    return new HttpConfig(
        usual.bind(),
        usual.port(),
        usual.tls(),
        usual.eventLoops(),
        usual.connections(),
        requestsInWork,
        usual.bodyBytes(),
        requestTimeout,
        idleTimeout,
        usual.sessionLifetime(),
        usual.identityCache(),
        usual.loginCheck(),
        usual.loginAudit(),
        usual.trustForwardedFor(),
        usual.basemap());
  }

  private static String series(RunningDashboard dashboard) throws Exception {
    int air = dashboard.thing("air-1", "air", 6.95, 50.94, "public");
    await().until(() -> dashboard.get("/api/v1/things/air-1").statusCode() == 200);
    return "/api/v1/datastreams/" + air + "/observations";
  }

  private static HttpResponse<String> get(RunningDashboard dashboard, String path) {
    try {
      return dashboard.get(path);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String code(HttpResponse<String> answer) throws IOException {
    JsonNode problem = MAPPER.readTree(answer.body());
    return problem.path("code").asText();
  }

  private static DatabaseAccess access(
      TestDatabase database, int connections, int waiting, Duration wait, Duration statement) {
    return new DatabaseAccess(
        database.database().dataSource(), new StoreConfig(connections, waiting, wait, statement));
  }

  private static boolean sleepForever(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute("SELECT pg_sleep(60)");
    }
  }

  private static void awaitOrFail(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Whoever wants to read the table waits. */
  private record Locked(Connection connection) implements AutoCloseable {
    static Locked observations(RunningDashboard dashboard) throws SQLException {
      return table(dashboard, "observation");
    }

    static Locked table(RunningDashboard dashboard, String name) throws SQLException {
      var config = dashboard.database().config();
      Connection connection =
          DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("LOCK TABLE veedel." + name + " IN ACCESS EXCLUSIVE MODE");
      }
      return new Locked(connection);
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}

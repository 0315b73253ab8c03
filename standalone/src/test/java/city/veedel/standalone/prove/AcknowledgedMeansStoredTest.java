package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.model.DeviceId;
import city.veedel.model.Theme;
import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.embedded.EmbeddedPostgres;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.NewDevice;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.schema.testing.TestEngine;
import city.veedel.standalone.product.DataDirectory;
import city.veedel.standalone.testing.ChildProduct;
import city.veedel.standalone.testing.CuttableProxy;
import city.veedel.standalone.testing.LedgerSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise of the product, as a ledger: whatever was acknowledged is in the database exactly
 * once, with its value and its time, whatever was killed in between. The senders write down what
 * was acknowledged; the database is asked afterwards.
 */
class AcknowledgedMeansStoredTest {
  private static final int KILLS = 4;
  private static final String DEVICE = "ledger-1";

  @TempDir Path directory;

  /** Every observation of the ledger has a time of its own, a millisecond after the one before. */
  private final Instant start =
      Instant.now().minus(Duration.ofHours(12)).truncatedTo(ChronoUnit.SECONDS);

  @Test
  void survivesKillsWithTheEmbeddedDatabase() throws Exception {
    Path data = directory.resolve("data");
    ChildProduct child = ChildProduct.start(data, Map.of());
    DatabaseConfig database = EmbeddedPostgres.findRunning(data.resolve("postgres")).orElseThrow();

    Ledger ledger = killUnderLoad(child, register(database, data));

    check(EmbeddedPostgres.findRunning(data.resolve("postgres")).orElseThrow(), ledger);
    child.stop();
  }

  static List<TestEngine> engines() {
    return TestDatabases.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void survivesKillsWithAnExternalDatabase(TestEngine engine) throws Exception {
    try (TestDatabase database = engine.empty()) {
      Path data = directory.resolve("data");
      ChildProduct child =
          ChildProduct.start(data, external(database.config().jdbcUrl(), database));

      Ledger ledger = killUnderLoad(child, register(database.config(), data));

      check(database.config(), ledger);
      child.stop();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void keepsAcceptingWhileTheDatabaseIsAwayAndThenStoresAll(TestEngine engine) throws Exception {
    try (TestDatabase database = engine.empty();
        CuttableProxy proxy = CuttableProxy.to(database.config().jdbcUrl())) {
      Path data = directory.resolve("data");
      ChildProduct child = ChildProduct.start(data, external(proxy.jdbcUrl(), database));
      String secret = register(database.config(), data);
      LedgerSender sender = new LedgerSender(address(child), DEVICE, secret, start);
      awaitAcknowledged(sender, 200);

      proxy.cut();
      int before = sender.acknowledged().cardinality();
      awaitAcknowledged(sender, before + 2_000);
      child.kill();
      child.restart();
      sender.moveTo(address(child));
      awaitAcknowledged(sender, sender.acknowledged().cardinality() + 500);
      proxy.mend();
      sender.close();

      check(database.config(), new Ledger(sender.sent(), sender.acknowledged()));
      child.stop();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void survivesAMinuteWithoutTheDatabaseUnderLoad(TestEngine engine) throws Exception {
    assumeTrue(engine.canStop(), () -> "skipped: " + engine + " is somebody else's server");
    try (TestDatabase database = engine.empty()) {
      Path data = directory.resolve("data");
      ChildProduct child =
          ChildProduct.start(data, external(database.config().jdbcUrl(), database));
      String secret = register(database.config(), data);
      LedgerSender sender = new LedgerSender(address(child), DEVICE, secret, start);
      awaitAcknowledged(sender, 200);

      engine.stop();
      int before = sender.acknowledged().cardinality();
      try {
        Thread.sleep(Duration.ofMinutes(1));
      } finally {
        engine.resume();
      }
      // Devices were served all the while.
      assertThat(sender.acknowledged().cardinality()).isGreaterThan(before + 1_000);
      awaitAcknowledged(sender, sender.acknowledged().cardinality() + 500);
      sender.close();

      check(database.config(), new Ledger(sender.sent(), sender.acknowledged()));
      child.stop();
    }
  }

  @Test
  void survivesItsEmbeddedDatabaseBeingKilledUnderLoad() throws Exception {
    Path data = directory.resolve("data");
    ChildProduct child = ChildProduct.start(data, Map.of());
    DatabaseConfig database = EmbeddedPostgres.findRunning(data.resolve("postgres")).orElseThrow();
    LedgerSender sender = new LedgerSender(address(child), DEVICE, register(database, data), start);
    for (int kill = 0; kill < KILLS; kill++) {
      awaitAcknowledged(sender, sender.acknowledged().cardinality() + 500);
      long killed = killServer(data);
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> serverOn(data).filter(pid -> pid != killed).isPresent());
    }
    awaitAcknowledged(sender, sender.acknowledged().cardinality() + 500);
    sender.close();

    check(database, new Ledger(sender.sent(), sender.acknowledged()));
    child.stop();
  }

  private static long killServer(Path data) throws IOException {
    long pid = serverOn(data).orElseThrow();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    return pid;
  }

  /** The first line of postmaster.pid, while a server runs. */
  private static Optional<Long> serverOn(Path data) throws IOException {
    if (EmbeddedPostgres.findRunning(data.resolve("postgres")).isEmpty()) {
      return Optional.empty();
    }
    Path file = data.resolve("postgres/cluster/postmaster.pid");
    return Files.readAllLines(file).stream().findFirst().map(Long::valueOf);
  }

  private record Ledger(int sent, BitSet acknowledged) {}

  private Ledger killUnderLoad(ChildProduct child, String secret) throws Exception {
    LedgerSender sender = new LedgerSender(address(child), DEVICE, secret, start);
    for (int kill = 0; kill < KILLS; kill++) {
      awaitAcknowledged(sender, sender.acknowledged().cardinality() + 500);
      child.kill();
      child.restart();
      sender.moveTo(address(child));
    }
    awaitAcknowledged(sender, sender.acknowledged().cardinality() + 500);
    sender.close();
    return new Ledger(sender.sent(), sender.acknowledged());
  }

  private static void awaitAcknowledged(LedgerSender sender, int count) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> sender.acknowledged().cardinality() >= count);
  }

  private static String address(ChildProduct child) {
    return "tcp://127.0.0.1:" + child.running().mqtt();
  }

  private static Map<String, String> external(String jdbcUrl, TestDatabase database) {
    Map<String, String> environment = new HashMap<>();
    environment.put("VEEDEL_DATABASE_URL", jdbcUrl);
    environment.put("VEEDEL_DATABASE_USER", database.config().user());
    environment.put("VEEDEL_DATABASE_PASSWORD", database.config().password());
    return environment;
  }

  private static String register(DatabaseConfig config, Path data) {
    try (Database database = Database.open(config.withMaxConnections(1))) {
      Registry registry =
          new Registry(database.dataSource(), new DeviceSecrets(new DataDirectory(data).pepper()));
      return registry.addDevice(
          new NewDevice(new DeviceId(DEVICE), DEVICE, "json", Theme.AIR, null, true));
    }
  }

  /** Waits until all that was acknowledged is stored, then compares number by number. */
  private void check(DatabaseConfig config, Ledger ledger) {
    try (Database database = Database.open(config.withMaxConnections(1))) {
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(() -> {
            BitSet lost = (BitSet) ledger.acknowledged().clone();
            lost.andNot(stored(database));
            assertThat(lost.cardinality()).as("acknowledged but not stored: %s", lost).isZero();
          });
      assertThat(stored(database).length()).isLessThanOrEqualTo(ledger.sent());
      assertThat(ledger.acknowledged().cardinality()).isGreaterThan(1_000);
      System.err.printf(
          "Ledger on %s: %d sent, %d acknowledged, 0 lost, 0 stored twice%n",
          database.engine(), ledger.sent(), ledger.acknowledged().cardinality());
    }
  }

  /** The numbers in the database; fails on a double one or one with another time. */
  private BitSet stored(Database database) {
    return database.call(connection -> {
      BitSet numbers = new BitSet();
      try (PreparedStatement statement =
          connection.prepareStatement(
              """
              SELECT o.result, o.phenomenon_time FROM observation o
              JOIN datastream d USING (datastream_id)
              WHERE d.thing_id = ? AND d.property = 'n'
              """)) {
        statement.setString(1, DEVICE);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            int number = (int) row.getDouble(1);
            assertThat(numbers.get(number)).as("%d is stored twice", number).isFalse();
            assertThat(row.getObject(2, java.time.OffsetDateTime.class).toInstant())
                .isEqualTo(start.plusMillis(number));
            numbers.set(number);
          }
        }
      }
      return numbers;
    });
  }
}

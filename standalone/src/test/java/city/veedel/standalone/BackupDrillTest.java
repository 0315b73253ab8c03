package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.model.DeviceId;
import city.veedel.model.Theme;
import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.Migrations;
import city.veedel.schema.embedded.EmbeddedPostgres;
import city.veedel.schema.registry.Account;
import city.veedel.schema.registry.Accounts;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.NewDevice;
import city.veedel.schema.registry.Registry;
import city.veedel.schema.registry.Role;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.schema.testing.TestEngine;
import city.veedel.standalone.product.DataDirectory;
import city.veedel.standalone.testing.ChildProduct;
import city.veedel.standalone.testing.CommandLine;
import city.veedel.standalone.testing.LedgerSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The restore drill (P24): a backup is made of a product under load, the product is killed and all
 * it had is deleted, the backup is restored elsewhere. A ledger says what was acknowledged before
 * the backup began: all of that must be there, once.
 */
class BackupDrillTest {
  private static final String DEVICE = "ledger-1";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path directory;

  private final Instant start =
      Instant.now().minus(Duration.ofHours(12)).truncatedTo(ChronoUnit.SECONDS);

  @Test
  void aLostMachineComesBackOnAnother() throws Exception {
    Path lost = directory.resolve("lost");
    Path found = directory.resolve("found");
    Loss loss = backUpUnderLoadAndLose(lost);

    restore(Map.of(), found);

    ChildProduct child = ChildProduct.start(found, Map.of());
    check(EmbeddedPostgres.findRunning(found.resolve("postgres")).orElseThrow(), child, loss);
    child.stop();
  }

  static List<TestEngine> engines() {
    return TestDatabases.engines();
  }

  /** To a server of the city's own, with TimescaleDB where there is one, and home again. */
  @Test
  void aProductMovesToAnExternalDatabaseAndBack() throws Exception {
    TestEngine engine = engines().getLast();
    Path small = directory.resolve("small");
    Path large = directory.resolve("large");
    Path again = directory.resolve("again");
    Loss loss = backUpUnderLoadAndLose(small);
    try (TestDatabase database = engine.empty()) {
      Map<String, String> external = external(database.config());
      restore(external, large);
      ChildProduct child = ChildProduct.start(large, external);
      check(database.config(), child, loss);
      child.stop();

      // Of a product that does not run, and back.
      deleteTree(backup());
      assertThat(run(external, large, "backup", backup().toString()).code()).isZero();
    }
    restore(Map.of(), again);
    ChildProduct child = ChildProduct.start(again, Map.of());
    check(EmbeddedPostgres.findRunning(again.resolve("postgres")).orElseThrow(), child, loss);
    child.stop();
  }

  /** The previous schema with data in place: migrated by the start, and devices go on. */
  @ParameterizedTest
  @MethodSource("engines")
  void aDatabaseOfAnEarlierVersionIsMigratedByTheStartAndTheIngestGoesOn(TestEngine engine)
      throws Exception {
    try (TestDatabase database = engine.empty()) {
      Path data = directory.resolve("data");
      Migrations.beginRestore(database.database(), 7);
      String secret = registerByHand(database, data);
      database.execute(
          """
          INSERT INTO datastream (organisation_id, thing_id, property, title_de, title_en, unit,
            result_type, expected_interval)
          VALUES (1, 'ledger-1', 'n', '', '', '', 'number', '1 s')\
          """);
      database.execute("SELECT ensure_observation_partitions(now() - interval '1 d', now())");
      database.execute(
          """
          INSERT INTO observation (datastream_id, phenomenon_time, result, received_at)
          SELECT 1, '%s'::timestamptz + i * interval '1 ms', i, now()
          FROM generate_series(0, 99) i\
          """
              .formatted(start));
      Migrations.restoreFinished(database.database());

      ChildProduct child = ChildProduct.start(data, external(database.config()));
      LedgerSender sender = new LedgerSender(address(child), DEVICE, secret, start);
      awaitAcknowledged(sender, 300);
      sender.close();

      BitSet expected = sender.acknowledged();
      expected.set(0, 100);
      awaitStored(database.database(), expected);
      assertThat(database.ask("SELECT sum(duplicate) > 0 FROM receipt")).isEqualTo("t");
      child.stop();
    }
  }

  /**
   * @param secret of the device
   * @param before acknowledged before the backup began
   * @param session of a person, and {@code token} of a program, open when it was made
   */
  private record Loss(String secret, BitSet before, String session, String token) {}

  private Loss backUpUnderLoadAndLose(Path data) throws Exception {
    ChildProduct child = ChildProduct.start(data, Map.of());
    DatabaseConfig config = EmbeddedPostgres.findRunning(data.resolve("postgres")).orElseThrow();
    String secret = register(config, data);
    String session;
    String token;
    try (Database database = Database.open(config.withMaxConnections(1))) {
      registry(database, data).setMonthlyQuota(new DeviceId(DEVICE), OptionalLong.of(9_999_999));
      Accounts accounts = new Accounts(database.dataSource());
      Account ute = accounts.create("ute", "a long enough password", Role.VENDOR);
      session = accounts.openSession(ute, Duration.ofDays(1), "192.0.2.7").token();
      token = accounts.issueApiToken(ute, "nightly", Duration.ofDays(1)).token();
    }
    LedgerSender sender = new LedgerSender(address(child), DEVICE, secret, start);
    awaitAcknowledged(sender, 1_000);
    BitSet before = sender.acknowledged();
    CommandLine.Answer answer = run(Map.of(), data, "backup", backup().toString());
    assertThat(answer.code()).as(answer.notes()).isZero();
    awaitAcknowledged(sender, sender.acknowledged().cardinality() + 100);
    sender.close();

    child.kill();
    killServer(data);
    deleteTree(data);
    assertThat(run(Map.of(), directory.resolve("none"), "backup", "verify", backup().toString()))
        .satisfies(verified -> assertThat(verified.code()).as(verified.text()).isZero());
    return new Loss(secret, before, session, token);
  }

  private void restore(Map<String, String> environment, Path data) {
    CommandLine.Answer answer = run(environment, data, "restore", backup().toString());
    assertThat(answer.code()).as(answer.notes()).isZero();
  }

  /** Everything of the ledger, accounts and tokens, the audit trail; then devices send again. */
  private void check(DatabaseConfig config, ChildProduct child, Loss loss) throws Exception {
    try (Database database = Database.open(config.withMaxConnections(2))) {
      awaitStored(database, loss.before());
      Accounts accounts = new Accounts(database.dataSource());
      assertThat(accounts.verify("ute", "a long enough password")).isPresent();
      assertThat(accounts.findByToken(loss.token())).isPresent();
      assertThat(accounts.findByToken(loss.session())).isEmpty();
      assertThat(
              ask(
                  database,
                  "SELECT string_agg(action, ' ' ORDER BY audit_entry_id) FROM audit_entry"))
          .startsWith(
              "account.created device.registered device.quota_set account.created login.succeeded"
                  + " token.issued backup.restored");

      long stored = Long.parseLong(ask(database, "SELECT count(*) FROM observation"));
      LedgerSender sender = new LedgerSender(address(child), DEVICE, loss.secret(), start);
      awaitAcknowledged(sender, loss.before().length() + 200);
      sender.close();
      BitSet all = sender.acknowledged();
      all.or(loss.before());
      awaitStored(database, all);
      assertThat(stored).isGreaterThanOrEqualTo(loss.before().cardinality());
      assertThat(Long.parseLong(ask(database, "SELECT sum(duplicate) FROM receipt")))
          .isGreaterThanOrEqualTo(loss.before().cardinality());
    }
  }

  private Path backup() {
    return directory.resolve("backup");
  }

  private static CommandLine.Answer run(
      Map<String, String> environment, Path data, String... arguments) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("VEEDEL_DATA_DIR", data.toString());
    return CommandLine.run(all, arguments);
  }

  private static Map<String, String> external(DatabaseConfig config) {
    return Map.of(
        "VEEDEL_DATABASE_URL",
        config.jdbcUrl(),
        "VEEDEL_DATABASE_USER",
        config.user(),
        "VEEDEL_DATABASE_PASSWORD",
        config.password());
  }

  private static String address(ChildProduct child) {
    return "tcp://127.0.0.1:" + child.running().mqtt();
  }

  private static void awaitAcknowledged(LedgerSender sender, int count) {
    await().atMost(PATIENCE).until(() -> sender.acknowledged().cardinality() >= count);
  }

  private static Registry registry(Database database, Path data) {
    return new Registry(database.dataSource(), new DeviceSecrets(new DataDirectory(data).pepper()));
  }

  private static String register(DatabaseConfig config, Path data) {
    try (Database database = Database.open(config.withMaxConnections(1))) {
      return registry(database, data)
          .addDevice(new NewDevice(new DeviceId(DEVICE), DEVICE, "json", Theme.AIR, null, true));
    }
  }

  /** As it was done before there was a trail to tell. */
  private static String registerByHand(TestDatabase database, Path data) {
    DeviceSecrets.Issued issued =
        new DeviceSecrets(new DataDirectory(data).pepper()).issue(new DeviceId(DEVICE));
    HexFormat hex = HexFormat.of();
    database.execute(
        "INSERT INTO device (organisation_id, device_id, title, device_type_id, theme, visibility,"
            + " owner, licence) VALUES (1, 'ledger-1', '', 'json', 'air', 'public', '', '')");
    database.execute(
        "INSERT INTO thing (organisation_id, thing_id, name, theme, visibility, owner, licence)"
            + " VALUES (1, 'ledger-1', '', 'air', 'public', '', '')");
    database.execute(
        "INSERT INTO device_thing (device_id, thing_id, own)"
            + " VALUES ('ledger-1', 'ledger-1', true)");
    database.execute(
        "INSERT INTO credential (device_id, nonce, verifier) VALUES ('ledger-1', '\\x%s', '\\x%s')"
            .formatted(
                hex.formatHex(issued.stored().nonce().bytes()),
                hex.formatHex(issued.stored().verifier().bytes())));
    return issued.secret();
  }

  /** The server of a killed product outlives it. */
  private static void killServer(Path data) throws IOException, InterruptedException {
    Path file = data.resolve("postgres/cluster/postmaster.pid");
    ProcessHandle server =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip())).orElseThrow();
    List<ProcessHandle> workers = server.children().toList();
    server.destroyForcibly();
    await().atMost(PATIENCE).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Each number once, with its time; more may be stored than was acknowledged, never less. */
  private void awaitStored(Database database, BitSet expected) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          BitSet missing = (BitSet) expected.clone();
          missing.andNot(stored(database));
          assertThat(missing.cardinality()).as("acknowledged but not stored: %s", missing).isZero();
        });
  }

  private BitSet stored(Database database) {
    return database.call(connection -> {
      BitSet numbers = new BitSet();
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("SELECT result, phenomenon_time FROM observation")) {
        while (row.next()) {
          int number = (int) row.getDouble(1);
          assertThat(numbers.get(number)).as("%d is stored twice", number).isFalse();
          assertThat(row.getObject(2, java.time.OffsetDateTime.class).toInstant())
              .isEqualTo(start.plusMillis(number));
          numbers.set(number);
        }
      }
      return numbers;
    });
  }

  private static String ask(Database database, String sql) {
    return database.call(connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getString(1);
      }
    });
  }
}

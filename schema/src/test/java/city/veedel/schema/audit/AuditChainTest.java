package city.veedel.schema.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.schema.Database;
import city.veedel.schema.DatabaseException;
import city.veedel.schema.Migrations;
import city.veedel.schema.audit.AuditChain.Verdict;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.schema.testing.TestEngine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done to the audit trail behind the product's back is found, and what cannot be found. */
class AuditChainTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456Z");
  private static final String BEHIND =
      """
      GRANT UPDATE, DELETE ON audit_entry TO CURRENT_USER;
      ALTER TABLE audit_entry DISABLE TRIGGER ALL;
      %s;
      ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER append_only;
      ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER chained\
      """;
  private TestDatabase db;
  private AuditTrail trail;
  private AuditChain chain;

  @BeforeEach
  void open() {
    use(TestDatabases.embedded());
  }

  private void use(TestDatabase database) {
    db = database;
    trail = new AuditTrail(db.database().dataSource());
    chain = new AuditChain(db.database().dataSource());
  }

  @AfterEach
  void close() {
    db.close();
  }

  static List<TestEngine> engines() {
    return TestDatabases.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void everyEntryIsChainedToTheOneBefore(TestEngine engine) {
    db.close();
    use(engine.fresh());
    AuditHead beginning = chain.head();
    assertThat(verified()).isEqualTo(new Verdict.Intact(beginning));
    trail.append(entry("dev-1", Map.of()));
    AuditHead first = chain.head();
    trail.append(
        entry("Ehrenfeld \uD83D\uDEB2", Map.of("z", "1", "ä", "\"\\\n", "\uD83D\uDEB2", "")));

    assertThat(verified()).isEqualTo(new Verdict.Intact(chain.head()));
    assertThat(chain.head().id()).isEqualTo(2);
    assertThat(chain.verify(List.of(beginning, first, chain.head())))
        .isInstanceOf(Verdict.Intact.class);
  }

  @Test
  void whatWasWrittenBeforeThereWasAChainIsVouchedForFromTheMigrationOn() {
    db.close();
    use(engines().getFirst().empty());
    Flyway.configure()
        .dataSource(db.database().dataSource())
        .schemas(Database.SCHEMA)
        .createSchemas(true)
        .locations("classpath:db/common", "classpath:db/postgres")
        .target("9")
        .load()
        .migrate();
    db.execute(
        """
        INSERT INTO audit_entry (at, actor, action, subject, detail)
        SELECT now(), 'shell', 'device.quota_set', 'dev-' || n, jsonb_build_object('allowed', n::text)
        FROM generate_series(1, 3) n\
        """);

    Migrations.migrate(db.database());
    fill(1);

    assertThat(chain.head().id()).isEqualTo(4);
    assertThat(verified()).isEqualTo(new Verdict.Intact(chain.head()));
    db.execute(BEHIND.formatted("UPDATE audit_entry SET actor = '' WHERE audit_entry_id = 2"));
    assertThat(verified())
        .isInstanceOfSatisfying(
            Verdict.Broken.class, broken -> assertThat(broken.id()).isEqualTo(2));
  }

  @Test
  void whatIsKeptAlreadyTakesNoPlaceInTheChain() {
    AuditEntry exceeded =
        new AuditEntry(
            NOON, "gateway", Act.QUOTA_EXCEEDED.code(), "dev-1", Map.of("month", "2026-11"));

    assertThat(trail.append(exceeded)).isTrue();
    assertThat(trail.append(exceeded)).isFalse();

    assertThat(chain.head().id()).isEqualTo(1);
    assertThat(verified()).isInstanceOf(Verdict.Intact.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE audit_entry SET subject = 'dev-9' WHERE audit_entry_id = 3 | 3",
        "UPDATE audit_entry SET actor = 'nobody' WHERE audit_entry_id = 3 | 3",
        "UPDATE audit_entry SET action = 'nothing' WHERE audit_entry_id = 3 | 3",
        "UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE audit_entry_id = 3 | 3",
        "UPDATE audit_entry SET detail = '{\"n\":\"0\"}' WHERE audit_entry_id = 3 | 3",
        "DELETE FROM audit_entry WHERE audit_entry_id = 1 | 2",
        "DELETE FROM audit_entry WHERE audit_entry_id = 3 | 4",
        "DELETE FROM audit_entry WHERE audit_entry_id > 3 | 4",
        "DELETE FROM audit_entry | 1",
        "INSERT INTO audit_entry SELECT 6, at, actor, action, subject, detail, hash FROM audit_entry WHERE audit_entry_id = 5 | 6",
      })
  void aChangeBehindTheTrailsBackIsFound(String change, long link) {
    fill(5);
    assertThat(verified()).isInstanceOf(Verdict.Intact.class);

    db.execute(BEHIND.formatted(change));

    assertThat(verified())
        .isInstanceOfSatisfying(
            Verdict.Broken.class, broken -> assertThat(broken.id()).isEqualTo(link));
  }

  @Test
  void anEndThatWasCutOffStaysFoundWhenTheTrailGoesOn() {
    fill(5);
    db.execute(BEHIND.formatted("DELETE FROM audit_entry WHERE audit_entry_id > 3"));

    fill(1);

    assertThat(verified())
        .isInstanceOfSatisfying(
            Verdict.Broken.class, broken -> assertThat(broken.id()).isEqualTo(6));
  }

  @Test
  void whoComputesEverythingAnewIsFoundByAHeadThatWasKeptElsewhereOnly() {
    fill(5);
    AuditHead kept = chain.head();
    db.execute(
        BEHIND.formatted(
            """
            ALTER TABLE audit_head DISABLE TRIGGER ALL;
            DELETE FROM audit_entry WHERE audit_entry_id > 3;
            UPDATE audit_head SET audit_entry_id = 3,
              hash = (SELECT hash FROM audit_entry WHERE audit_entry_id = 3);
            ALTER TABLE audit_head ENABLE ALWAYS TRIGGER follows\
            """));
    fill(3);

    assertThat(verified()).isInstanceOf(Verdict.Intact.class);
    assertThat(chain.verify(List.of(kept)))
        .isInstanceOfSatisfying(
            Verdict.Broken.class, broken -> assertThat(broken.id()).isEqualTo(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE audit_entry SET actor = 'nobody'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "SET session_replication_role = replica; DELETE FROM audit_entry",
        "UPDATE audit_head SET audit_entry_id = 0",
        "DELETE FROM audit_head",
        "TRUNCATE audit_head",
        "INSERT INTO audit_head (only_row, audit_entry_id, hash) VALUES (false, 0, '')",
      })
  void theDatabaseRefusesToChangeIt(String change) {
    fill(2);

    assertThatThrownBy(() -> db.execute(change)).isInstanceOf(DatabaseException.class);

    assertThat(verified()).isInstanceOf(Verdict.Intact.class);
    assertThat(chain.head().id()).isEqualTo(2);
  }

  @Test
  void whoOwnsItButIsNoSuperuserHasNoRightToChangeIt() {
    String owner = "owner_" + Long.toHexString(System.nanoTime());
    fill(1);
    db.execute("CREATE ROLE %1$s; ALTER TABLE audit_entry OWNER TO %1$s".formatted(owner));
    try {
      assertThatThrownBy(
              () -> db.execute("SET ROLE %s; DELETE FROM veedel.audit_entry".formatted(owner)))
          .hasMessageContaining("permission denied");
    } finally {
      db.execute("REASSIGN OWNED BY %1$s TO CURRENT_USER; DROP ROLE %1$s".formatted(owner));
    }
  }

  @Test
  void writersAtTheSameTimeFollowOneAnother() throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> written = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String subject = "dev-" + i;
        written.add(writers.submit(() -> trail.append(entry(subject, Map.of()))));
      }
      for (Future<?> one : written) {
        one.get();
      }
    }

    assertThat(chain.head().id()).isEqualTo(40);
    assertThat(verified()).isEqualTo(new Verdict.Intact(chain.head()));
  }

  @Test
  void aHeadIsWrittenAndReadAlike() {
    fill(1);

    assertThat(AuditHead.parse(chain.head().toString())).isEqualTo(chain.head());
    assertThatThrownBy(() -> AuditHead.parse("1:abc")).hasMessageContaining("64 hexadecimal");
  }

  private Verdict verified() {
    return chain.verify(List.of());
  }

  private void fill(int entries) {
    for (int i = 0; i < entries; i++) {
      trail.append(entry("dev-" + i, Map.of("n", Integer.toString(i), "other", "x")));
    }
  }

  private static AuditEntry entry(String subject, Map<String, String> detail) {
    return new AuditEntry(NOON, "shell", Act.QUOTA_SET.code(), subject, detail);
  }
}

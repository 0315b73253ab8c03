package city.veedel.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.intake.QuotaExcess;
import city.veedel.model.DeviceId;
import city.veedel.model.Protocol;
import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.audit.AuditTrail;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.standalone.prove.CuttableProxy;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Audit entries on their way to a database that comes and goes. */
class AuditWriterTest {
  private static final Duration RETRY = Duration.ofMillis(50);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static TestDatabase direct;

  @BeforeAll
  static void start() {
    direct = TestDatabases.embedded();
  }

  @AfterAll
  static void stop() {
    direct.close();
  }

  @Test
  void anEntryWaitsForTheDatabaseAndIsWrittenOnce() throws Exception {
    try (CuttableProxy proxy = CuttableProxy.to(direct.config().jdbcUrl());
        Database away = Database.open(through(proxy));
        AuditWriter writer =
            AuditWriter.start(new AuditTrail(away.dataSource()), RETRY, AuditWriter.MAX_WAITING)) {
      proxy.cut();
      assertThat(writer.take(excess("dev-1", 1))).isTrue();
      assertThat(writer.take(excess("dev-1", 1))).isTrue();
      assertThat(writer.take(excess("dev-2", 2))).isTrue();
      assertThat(written("dev-")).isZero();

      proxy.mend();

      await().until(() -> written("dev-") == 2);
      assertThat(
              direct.ask(
                  "SELECT concat_ws(' ', actor, action, at, detail) FROM audit_entry"
                      + " WHERE subject = 'dev-2'"))
          .isEqualTo(
              "gateway device.quota_exceeded 2026-11-22 12:00:00+00 {\"used\": \"11\", \"month\":"
                  + " \"2026-11\", \"allowed\": \"10\", \"protocol\": \"mqtt\"}");
    }
  }

  @Test
  void aFullQueueTakesNothingMore() throws Exception {
    try (CuttableProxy proxy = CuttableProxy.to(direct.config().jdbcUrl());
        Database away = Database.open(through(proxy));
        AuditWriter writer = AuditWriter.start(new AuditTrail(away.dataSource()), RETRY, 2)) {
      proxy.cut();
      // One may be in the writer's hand already.
      int taken = 0;
      while (taken < 4 && writer.take(excess("full-" + taken, taken))) {
        taken++;
      }
      assertThat(taken).isBetween(2, 3);

      proxy.mend();

      await().until(() -> writer.take(excess("full-4", 4)));
      await().until(() -> written("full-4") == 1);
    }
  }

  /** Again and again: the writer may be anywhere when it is closed. */
  @RepeatedTest(40)
  void whatWaitsIsWrittenWhenTheProductStops(RepetitionInfo repetition) {
    String prefix = "stopping-" + repetition.getCurrentRepetition() + "-";
    AuditWriter writer =
        AuditWriter.start(
            new AuditTrail(direct.database().dataSource()),
            Duration.ofHours(1),
            AuditWriter.MAX_WAITING);
    for (int i = 0; i < 20; i++) {
      assertThat(writer.take(excess(prefix + i, i))).isTrue();
    }

    writer.close();

    assertThat(written(prefix)).isEqualTo(20);
  }

  private static DatabaseConfig through(CuttableProxy proxy) {
    return new DatabaseConfig(
        proxy.jdbcUrl(),
        direct.config().user(),
        direct.config().password(),
        2,
        SECOND,
        SECOND.multipliedBy(2),
        SECOND,
        SECOND);
  }

  private static long written(String subjects) {
    return Long.parseLong(
        direct.ask("SELECT count(*) FROM audit_entry WHERE subject LIKE '" + subjects + "%'"));
  }

  private static QuotaExcess excess(String device, int number) {
    return new QuotaExcess(
        new DeviceId(device),
        Protocol.MQTT,
        Instant.parse("2026-11-22T12:00:00Z"),
        YearMonth.of(2026, 11),
        10,
        9 + number);
  }
}

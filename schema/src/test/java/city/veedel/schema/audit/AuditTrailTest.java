package city.veedel.schema.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.schema.DatabaseException;
import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTrailTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private static TestDatabase db;
  private static AuditTrail trail;

  @BeforeAll
  static void open() {
    db = TestDatabases.embedded();
    trail = new AuditTrail(db.database().dataSource());
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @Test
  void aDeviceOverItsQuotaIsKeptOncePerMonth() {
    assertThat(trail.append(exceeded("dev-1", "2026-11"))).isTrue();
    assertThat(trail.append(exceeded("dev-1", "2026-11"))).isFalse();
    assertThat(trail.append(exceeded("dev-2", "2026-11"))).isTrue();
    assertThat(trail.append(exceeded("dev-1", "2026-12"))).isTrue();

    assertThat(
            db.ask(
                """
                SELECT string_agg(concat_ws(' ', actor, at, detail ->> 'allowed'), ', ')
                FROM audit_entry WHERE subject = 'dev-1' AND detail ->> 'month' = '2026-11'\
                """))
        .isEqualTo("gateway 2026-11-22 12:00:00+00 5");
  }

  @Test
  void otherEntriesMayRepeat() {
    AuditEntry set =
        new AuditEntry(NOON, "shell", Act.QUOTA_SET.code(), "dev-3", Map.of("allowed", "5"));

    assertThat(trail.append(set)).isTrue();
    assertThat(trail.append(set)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE audit_entry SET actor = 'nobody'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry"
      })
  void whatIsWrittenStays(String change) {
    trail.append(exceeded("kept", "2026-01"));

    assertThatThrownBy(() -> db.execute(change))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("append-only");
    assertThat(db.ask("SELECT actor FROM audit_entry WHERE subject = 'kept'")).isEqualTo("gateway");
  }

  private static AuditEntry exceeded(String device, String month) {
    return new AuditEntry(
        NOON,
        "gateway",
        Act.QUOTA_EXCEEDED.code(),
        device,
        Map.of("month", month, "allowed", "5", "used", "5"));
  }
}

package city.veedel.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.schema.testing.TestEngine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationsTest {

  static List<TestEngine> engines() {
    return TestDatabases.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aSecondMigrationChangesNothing(TestEngine engine) {
    try (TestDatabase db = engine.fresh()) {
      Migrations.migrate(db.database());

      assertThat(db.ask("SELECT max(version::int) FROM flyway_schema_history")).isEqualTo("11");
      assertThat(db.ask("SELECT name FROM engine"))
          .isEqualTo(engine.isTimescale() ? "timescaledb" : "postgresql");
      assertThat(db.database().engine().timescaleVersion().isPresent())
          .isEqualTo(engine.isTimescale());
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatThisBuildBroughtUpToDateIsNotLookedAtAgain(TestEngine engine) {
    try (TestDatabase db = engine.fresh()) {
      // Flyway would take the last step a second time, and fail.
      db.execute(
          "DELETE FROM flyway_schema_history WHERE installed_rank ="
              + " (SELECT max(installed_rank) FROM flyway_schema_history)");
      String left = db.ask("SELECT count(*) FROM flyway_schema_history");

      Migrations.migrate(db.database());

      assertThat(db.ask("SELECT count(*) FROM flyway_schema_history")).isEqualTo(left);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatAnotherBuildBroughtUpToDateIsLookedAt(TestEngine engine) {
    try (TestDatabase db = engine.fresh()) {
      String build = "SELECT obj_description('veedel.flyway_schema_history'::regclass, 'pg_class')";
      String ours = db.ask(build);
      db.execute("COMMENT ON TABLE flyway_schema_history IS 'sha256:of another'");

      Migrations.migrate(db.database());

      assertThat(db.ask(build)).startsWith("sha256:").isEqualTo(ours);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void bothEnginesHaveTheSameTablesAndColumns(TestEngine engine) {
    try (TestDatabase db = engine.fresh()) {
      assertThat(
              db.ask(
                  """
                  SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', '
                    ORDER BY attnum)
                  FROM pg_attribute WHERE attrelid = 'observation_day'::regclass AND attnum > 0\
                  """))
          .isEqualTo(
              "datastream_id integer, bucket timestamp with time zone, count bigint,"
                  + " sum double precision, avg double precision, min double precision,"
                  + " max double precision");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void rollUpsAgreeWithRawAcrossTheEndOfSummerTime(TestEngine engine) {
    try (TestDatabase db = engine.fresh()) {
      db.execute("SELECT ensure_observation_partitions('2026-10-24Z', '2026-10-26Z')");
      // One value each 15 minutes of the 25-hour day 2026-10-25 in Köln, and an explicit gap.
      db.execute(
          """
          INSERT INTO observation (datastream_id, phenomenon_time, result, received_at)
          SELECT 7, t, extract(epoch FROM t - '2026-10-24T22:00Z') / 900, t
          FROM generate_series('2026-10-24T22:00Z'::timestamptz, '2026-10-25T22:45Z', '15 min') t\
          """);
      db.execute(
          """
          INSERT INTO observation (datastream_id, phenomenon_time, received_at)
          VALUES (7, '2026-10-25T23:00Z', now())\
          """);

      assertThat(db.ask("SELECT count(*) FROM observation_15min")).isEqualTo("100");
      assertThat(db.ask("SELECT count(*) FROM observation_hour")).isEqualTo("25");
      assertThat(
              db.ask(
                  "SELECT string_agg(concat_ws(' ', bucket, count, sum, avg, min, max), ',')"
                      + " FROM observation_day"))
          .isEqualTo("2026-10-24 22:00:00+00 100 4950 49.5 0 99");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void partitionsAreMadeOnceAndAbsurdYearsAreRefused(TestEngine engine) {
    try (TestDatabase db = engine.fresh()) {
      String made = db.ask("SELECT ensure_observation_partitions('1980-01-31Z', '1980-03-01Z')");
      assertThat(made).isEqualTo(engine.isTimescale() ? "0" : "3");
      assertThat(db.ask("SELECT ensure_observation_partitions('1980-02-01Z', '1980-02-02Z')"))
          .isEqualTo("0");
      assertThatThrownBy(
              () -> db.ask("SELECT ensure_observation_partitions('9999-01-01Z', '9999-01-01Z')"))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo("22008"));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void retentionDropsWhatIsOlderAndNothingByDefault(TestEngine engine) {
    try (TestDatabase db = engine.fresh()) {
      db.execute("SELECT ensure_observation_partitions('2020-01-01Z', '2020-01-02Z')");
      db.execute(
          """
          INSERT INTO observation (datastream_id, phenomenon_time, result, received_at)
          VALUES (1, '2020-01-01Z', 1, now())\
          """);
      if (engine.isTimescale()) {
        assertThat(policies(db, "policy_retention")).isEqualTo("0");
        assertThat(policies(db, "policy_refresh_continuous_aggregate")).isEqualTo("3");
        assertThat(policies(db, "policy_compression")).isEqualTo("1");
      }

      db.execute("SELECT set_observation_retention(INTERVAL '365 days')");

      if (engine.isTimescale()) {
        assertThat(policies(db, "policy_retention")).isEqualTo("1");
        assertThat(
                db.ask(
                    """
                    SELECT DISTINCT config->>'start_offset' FROM timescaledb_information.jobs
                    WHERE proc_name = 'policy_refresh_continuous_aggregate'\
                    """))
            .isEqualTo("357 days");
      } else {
        assertThat(db.ask("SELECT count(*) FROM observation")).isEqualTo("0");
      }
    }
  }

  @Test
  void aPlainDatabaseThatGainsTheExtensionStaysPlain() {
    for (TestEngine engine : engines()) {
      if (engine.isTimescale()) {
        try (TestDatabase db = engine.empty()) {
          Migrations.migrate(db.database(), false);

          Migrations.migrate(db.database());

          assertThat(db.ask("SELECT name FROM engine")).isEqualTo("postgresql");
          assertThat(
                  db.ask("SELECT relkind FROM pg_class WHERE oid = 'observation_hour'::regclass"))
              .isEqualTo("v");
        }
      }
    }
  }

  private static String policies(TestDatabase db, String procedure) {
    return db.ask(
        "SELECT count(*) FROM timescaledb_information.jobs WHERE hypertable_schema IS NOT NULL"
            + " AND proc_name = '"
            + procedure
            + "'");
  }
}

package city.veedel.schema;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.schema.testing.TestEngine;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A database of every earlier version, with rows in every table that version has, is brought to
 * this one: every row is still there with every value it had, and the views answer.
 */
class UpgradeTest {
  /** As the product of the first version wrote them, each after what it refers to. */
  private static final List<String> ROWS_OF_VERSION_1 =
      List.of(
          """
          INSERT INTO device (device_id, organisation_id, device_type_id, title, theme)
          VALUES ('d-1', 1, 'of-the-time', 'D', 'air')\
          """,
          "INSERT INTO credential (device_id, nonce, verifier) VALUES ('d-1', '\\x01', '\\x02')",
          """
          INSERT INTO thing (thing_id, organisation_id, name, theme, longitude, latitude)
          VALUES ('t-1', 1, 'T', 'air', 6.96, 50.94)\
          """,
          "INSERT INTO device_thing VALUES ('d-1', 't-1', true)",
          """
          INSERT INTO datastream (organisation_id, thing_id, property, title_de, title_en, unit,
            result_type, expected_interval)
          VALUES (1, 't-1', 'no2', 'NO2', 'NO2', 'ug/m3', 'number', '15 min')\
          """,
          """
          INSERT INTO account (organisation_id, name, password_hash, role)
          VALUES (1, 'Ute', '$argon2id$', 'vendor')\
          """);

  /** Names that are nested, granted and nobody's; and intervals that nothing bounded then. */
  private static final List<String> ROWS_OF_WHO_BRINGS_THINGS =
      List.of(
          """
          INSERT INTO device_type (device_type_id, organisation_id, title, decoder, accepted_past,
            accepted_future, creates_things)
          VALUES ('brings', 1, 'B', 'json', '1000000 days', '5 min', true)\
          """,
          """
          INSERT INTO device_type_property (device_type_id, name, title_de, title_en, unit,
            result_type, expected_interval)
          VALUES ('brings', 'soil_t', 'B', 'S', 'Cel', 'number', make_interval(secs => 9e12))\
          """,
          """
          INSERT INTO device (device_id, organisation_id, device_type_id, title, theme)
          VALUES ('brings', 1, 'brings', 'B', 'air'), ('brings-b', 1, 'brings', 'B', 'air')\
          """,
          """
          INSERT INTO thing (thing_id, organisation_id, name, theme)
          SELECT id, 1, id, 'air' FROM unnest(ARRAY['brings-eui-x', 'brings-b-eui-y',
            'brings-granted', 'elsewhere-z', 'plain']) AS id\
          """,
          "INSERT INTO device_thing VALUES ('brings', 'brings-granted', false)");

  private static final String DEVICE_TYPE =
      """
      INSERT INTO device_type (device_type_id, organisation_id, title, decoder, accepted_past,
        accepted_future, pseudonymises_things)
      VALUES ('%s', 1, 'T', 'json', '30 d', '5 min', %s)\
      """;

  private static final int PRESENT = present();

  static List<Arguments> firstAndPrevious() {
    return engineAndVersion(IntStream.of(1, PRESENT - 1));
  }

  static List<Arguments> earlierVersions() {
    return engineAndVersion(IntStream.range(1, PRESENT));
  }

  private static List<Arguments> engineAndVersion(IntStream versions) {
    int[] each = versions.toArray();
    return TestDatabases.engines().stream()
        .flatMap(engine -> Arrays.stream(each).mapToObj(version -> Arguments.of(engine, version)))
        .toList();
  }

  @ParameterizedTest(name = "{0}, from version {1}")
  @MethodSource
  void firstAndPrevious(TestEngine engine, int version) {
    everyRowIsStillThere(engine, version);
  }

  @Tag("proof")
  @ParameterizedTest(name = "{0}, from version {1}")
  @MethodSource
  void earlierVersions(TestEngine engine, int version) {
    everyRowIsStillThere(engine, version);
  }

  private static void everyRowIsStillThere(TestEngine engine, int version) {
    try (TestDatabase database = engine.empty()) {
      Migrations.migrateTo(database.database(), version);
      fill(database);
      Map<String, String> before = rows(database);

      Migrations.migrate(database.database());

      assertThat(version(database)).isGreaterThan(version);
      before.forEach((query, rows) -> assertThat(database.ask(query)).as(query).isEqualTo(rows));
      assertThat(
              database.ask(
                  "SELECT keep_raw_days FROM device_type WHERE device_type_id = 'vehicles'"))
          .as("messages about shared vehicles are not kept, whenever the type was made")
          .isEqualTo("0");
      assertThat(
              database.ask(
                  """
                  SELECT string_agg(concat_ws(' ', version, definition ->> 'decoder',
                    jsonb_array_length(definition -> 'properties')), ', ')
                  FROM device_type_version WHERE device_type_id = 'of-the-time'\
                  """))
          .as("what a type was is its first version")
          .isEqualTo("1 json 0");
      assertThat(
              database.ask(
                  """
                  SELECT string_agg(thing_id || ' ' || coalesce(brought_by, '-'), ', ' ORDER BY thing_id)
                  FROM thing WHERE thing_id <> 't-1'\
                  """))
          .as("which device brought a thing along")
          .isEqualTo(
              "brings-b-eui-y brings-b, brings-eui-x brings, brings-granted -, elsewhere-z -, plain -");
      assertThat(
              database.ask(
                  """
                  SELECT extract(epoch FROM accepted_past)::bigint || ' '
                    || extract(epoch FROM p.expected_interval)::bigint
                  FROM device_type t JOIN device_type_property p USING (device_type_id)
                  WHERE device_type_id = 'brings'\
                  """))
          .as("what would stop whoever computes with it is bounded")
          .isEqualTo("9486720000 31622400");
      storeAsThisVersionDoes(database);
    }
  }

  private static void fill(TestDatabase database) {
    database.execute(DEVICE_TYPE.formatted("of-the-time", "false"));
    // From version 7 on such a type must say that it keeps nothing.
    database.execute(
        has(database, "raw_messages")
            ? DEVICE_TYPE
                .formatted("vehicles", "true")
                .replace("pseudonymises_things)", "pseudonymises_things, keep_raw_days)")
                .replace("true)", "true, 0)")
            : DEVICE_TYPE.formatted("vehicles", "true"));
    ROWS_OF_VERSION_1.forEach(database::execute);
    ROWS_OF_WHO_BRINGS_THINGS.forEach(database::execute);
    if (has(database, "observation")) {
      database.execute("SELECT ensure_observation_partitions('2026-09-01Z', '2026-11-30Z')");
      database.execute(
          """
          INSERT INTO observation (datastream_id, phenomenon_time, result, received_at, sequence)
          SELECT 1, t, extract(hour FROM t), t, 1
          FROM generate_series('2026-09-01Z'::timestamptz, '2026-10-31Z', '1 hour') t\
          """);
    }
    if (has(database, "dead_letter")) {
      database.execute(
          """
          INSERT INTO dead_letter (device_id, protocol, assured, address, content_format, reason,
            detail, pointer, payload, observations, acknowledged, received_at, journal_id,
            journal_batch, journal_index)
          VALUES ('d-1', 'mqtt', true, '', 'json', 'r', 'd', '', '\\x00', 1, true, now(),
            '00000000-0000-4000-8000-000000000001', 1, 1)\
          """);
      database.execute(
          "INSERT INTO receipt (device_id, hour, assured, stored) VALUES ('d-1', now(), true, 5)");
      database.execute(
          """
          INSERT INTO ingest_position
          VALUES ('00000000-0000-4000-8000-000000000001', 7, 3, now())\
          """);
      database.execute("INSERT INTO latest_observation VALUES (1, now(), 1, NULL, now(), now())");
      database.execute("INSERT INTO thing_position VALUES ('t-1', 6.96, 50.94, now())");
    }
    if (has(database, "vehicle_count")) {
      database.execute("INSERT INTO vehicle_count VALUES (now(), 'vehicles', 1, 3)");
    }
  }

  private static boolean has(TestDatabase database, String table) {
    return database.ask("SELECT to_regclass('veedel." + table + "') IS NOT NULL").equals("t");
  }

  /** A query of the columns each table has now, and what it answers. */
  private static Map<String, String> rows(TestDatabase database) {
    String tables =
        database.ask(
            """
            SELECT string_agg(c.relname || ':' || (SELECT string_agg(attname, ',' ORDER BY attnum)
                FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped), ' ')
            FROM pg_class c WHERE relnamespace = 'veedel'::regnamespace AND relkind IN ('r', 'p')
              AND NOT relispartition AND relname NOT IN ('engine', 'flyway_schema_history')\
            """);
    Map<String, String> rows = new LinkedHashMap<>();
    for (String table : List.of(tables.split(" "))) {
      String[] nameAndColumns = table.split(":", 2);
      // Of the catalogue only rows that this test made: migrations add to it and mend it.
      String ours =
          switch (nameAndColumns[0]) {
            case "device_type" -> " WHERE device_type_id IN ('of-the-time', 'vehicles')";
            case "observed_property", "device_type_property", "registry_version" -> " WHERE false";
            default -> "";
          };
      String query =
          "SELECT count(*) || ' ' || md5(string_agg(r::text, chr(10) ORDER BY r::text))"
              + " FROM (SELECT %s FROM %s%s) r"
                  .formatted(nameAndColumns[1], nameAndColumns[0], ours);
      rows.put(query, database.ask(query));
    }
    return rows;
  }

  private static void storeAsThisVersionDoes(TestDatabase database) {
    String days = "SELECT count(*) FROM observation_day";
    String views = "SELECT count(*) FROM observation_view WHERE thing_id = 't-1'";
    long before = Long.parseLong(database.ask(views));
    database.execute("SELECT ensure_observation_partitions('2026-11-05Z', '2026-11-05Z')");
    database.execute(
        """
        INSERT INTO observation (datastream_id, phenomenon_time, result, received_at,
          decoder_version)
        VALUES (1, '2026-11-05T12:00Z', 5, now(), 2)\
        """);
    assertThat(
            database.ask(
                "SELECT string_agg(DISTINCT coalesce(decoder_version, 0)::text, ' ')"
                    + " FROM observation_view WHERE thing_id = 't-1'"))
        .isEqualTo(before > 0 ? "0 2" : "2");
    assertThat(Long.parseLong(database.ask(views))).isEqualTo(before + 1);
    assertThat(Long.parseLong(database.ask(days))).isEqualTo(before > 0 ? 62 : 1);
    assertThat(database.ask("SELECT count(*) FROM vehicle_count_view")).isNotNull();
  }

  private static int present() {
    try (TestDatabase newest = TestDatabases.embedded()) {
      return version(newest);
    }
  }

  private static int version(TestDatabase database) {
    return Integer.parseInt(
        database.ask("SELECT max(version::int) FROM flyway_schema_history WHERE success"));
  }
}

package city.veedel.schema.backup;

import city.veedel.schema.testing.TestDatabase;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Rows in every table, with everything in them that text could spoil. */
final class SampleRows {
  private static final String TABLES =
      """
      SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
      WHERE relnamespace = 'veedel'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND relname NOT IN ('engine', 'flyway_schema_history')\
      """;

  private SampleRows() {}

  static void fill(TestDatabase database) {
    database.execute("SELECT ensure_observation_partitions('2019-12-01Z', '2020-01-02Z')");
    database.execute("SELECT ensure_observation_partitions('2026-10-01Z', '2026-11-02Z')");
    database.execute(
        """
        INSERT INTO observation
          (datastream_id, phenomenon_time, result, result_text, received_at, sequence, flags,
            decoder_version)
        SELECT d, t, random() * 1e-3, NULL, t + interval '1.234567 s', extract(epoch FROM t), d % 2,
          nullif(d, 3)
        FROM generate_series(1, 3) d,
          generate_series('2026-10-30T00:00:00.000001Z'::timestamptz, '2026-11-01T23:00Z', '20 min') t
        UNION ALL SELECT 1, t, NULL, E'tab \\t line \\n back \\\\ ü 🚲 \\\\N', t, NULL, 0, NULL
        FROM unnest(ARRAY['2019-12-31T23:59:59.999999Z', '2020-01-01Z']::timestamptz[]) t
        UNION ALL SELECT 2, t, r, NULL, t, 9223372036854775807, 0, 32767
        FROM unnest(
          ARRAY['2026-10-01Z', '2026-10-31T23:59:59.999999Z', '2026-11-01Z']::timestamptz[],
          ARRAY['-Infinity', '0.1', '5e-324']::float8[]) AS x(t, r)\
        """);
    database.execute(
        """
        INSERT INTO device (device_id, organisation_id, device_type_id, title, theme, monthly_quota)
        SELECT 'd-1', 1, device_type_id, E'a\\ttitle', 'air', 7 FROM device_type LIMIT 1\
        """);
    database.execute(
        """
        WITH gone AS (INSERT INTO organisation (slug, name) VALUES ('gone', '') RETURNING 1),
          c AS (INSERT INTO credential (device_id, nonce, verifier, expires_at)
            VALUES ('d-1', '\\x00ff0a5c', '\\x', NULL), ('d-1', '\\x01', '\\x02', 'infinity')),
          a AS (INSERT INTO account (organisation_id, name, password_hash, role)
            VALUES (1, 'Ute', '$argon2id$', 'vendor') RETURNING account_id),
          t AS (INSERT INTO access_token (token_hash, account_id, kind, expires_at)
            SELECT decode(k, 'escape'), account_id, k, now() + interval '1 d'
            FROM a, unnest(ARRAY['api', 'session']) k),
          p AS (INSERT INTO ingest_position VALUES ('00000000-0000-4000-8000-000000000001', 7, 3, now())),
          r AS (INSERT INTO raw_messages (device_type_id, first_received_at, last_received_at,
              messages, bytes, content, keep_until, journal_id, journal_batch, journal_index, part)
            SELECT device_type_id, now(), now(), 1, 4, '\\xdeadbeef', now() + interval '7 d',
              '00000000-0000-4000-8000-000000000001', 1, 0, 0 FROM device_type LIMIT 1),
          l AS (INSERT INTO dead_letter (device_id, protocol, assured, address, content_format,
              reason, detail, pointer, payload, observations, acknowledged, received_at, journal_id,
              journal_batch, journal_index)
            VALUES ('d-1', 'mqtt', true, '', 'json', 'r', 'd', '', '\\x00', 1, true, now(),
              '00000000-0000-4000-8000-000000000001', 1, 1)),
          s AS (INSERT INTO thing (thing_id, organisation_id, name, theme)
            VALUES ('t-1', 1, 'T', 'air'))
        INSERT INTO audit_entry (at, actor, action, subject, detail)
        VALUES (now(), 'shell', 'device.quota_set', 'd-1', '{"quota": "7", "why": "a\\nb"}')\
        """);
    database.execute("INSERT INTO device_thing VALUES ('d-1', 't-1', true)");
    database.execute(
        """
        INSERT INTO datastream (organisation_id, thing_id, property, title_de, title_en, unit,
          result_type, expected_interval)
        VALUES (1, 't-1', 'no2', '', '', '', 'number', '1 mon 2 days 03:04:05.6')\
        """);
    database.execute("DELETE FROM organisation WHERE slug = 'gone'");
  }

  /** A checksum of the rows of each table, logins apart. */
  static Map<String, String> fingerprints(TestDatabase database) {
    Map<String, String> fingerprints = new TreeMap<>();
    for (String table : Arrays.asList(database.ask(TABLES).split(" "))) {
      fingerprints.put(
          table,
          database.ask(
              "SELECT count(*) || ' ' || md5(string_agg(r::text, chr(10) ORDER BY r::text)) FROM %s r%s"
                  .formatted(
                      table, table.equals("access_token") ? " WHERE kind <> 'session'" : "")));
    }
    return fingerprints;
  }
}

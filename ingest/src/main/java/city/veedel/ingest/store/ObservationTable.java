package city.veedel.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The statements on {@code observation} and its revisions. Every statement that looks for existing
 * rows names a narrow range of time, so that only the partitions or chunks in it are touched.
 */
final class ObservationTable implements ObservationRows {
  private static final long WINDOW_MICROS = Duration.ofDays(7).toMillis() * 1000;

  private static final String FOUND =
      """
      o.datastream_id, (extract(epoch FROM o.phenomenon_time) * 1000000)::bigint,
        o.result, o.result_text, (extract(epoch FROM o.received_at) * 1000000)::bigint,
        o.sequence, o.flags, coalesce(o.decoder_version, 0)\
      """;

  private final BinaryCopy binaryCopy = new BinaryCopy();

  @Override
  public void copy(Connection connection, List<Row> rows) throws SQLException {
    binaryCopy.copy(connection, rows);
  }

  @Override
  public void ensurePartition(Connection connection, Instant time) throws SQLException {
    try (PreparedStatement call =
        connection.prepareStatement("SELECT ensure_observation_partitions(?, ?)")) {
      call.setObject(1, time.atOffset(ZoneOffset.UTC));
      call.setObject(2, time.atOffset(ZoneOffset.UTC));
      call.executeQuery().close();
    }
  }

  @Override
  public void lookUpByTime(Connection connection, Collection<Row> rows, Standing standing)
      throws SQLException {
    for (List<Row> window : windows(rows)) {
      try (PreparedStatement query =
          connection.prepareStatement(
              "SELECT "
                  + FOUND
                  + """
                   FROM unnest(?::int[], ?::bigint[]) AS v (ds, us)
                  JOIN observation o ON o.datastream_id = v.ds
                    AND o.phenomenon_time = timestamptz 'epoch' + v.us * interval '1 microsecond'
                  WHERE o.phenomenon_time BETWEEN ? AND ?\
                  """)) {
        Columns<Row> columns =
            new Columns<>(connection, query, window).ints(Row::datastream).longs(Row::time);
        bindRange(query, columns.next(), window);
        for (Row found : read(query)) {
          standing.addByTime(found);
        }
      }
    }
  }

  @Override
  public void lookUpBySequence(
      Connection connection, Collection<Row> rows, Duration window, Standing standing)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT DISTINCT ON (o.datastream_id, o.sequence) "
                + FOUND
                + """
                 FROM unnest(?::int[], ?::bigint[]) AS v (ds, seq)
                JOIN observation o ON o.datastream_id = v.ds AND o.sequence = v.seq
                WHERE o.flags & 1 = 1 AND o.sequence IS NOT NULL
                  AND o.phenomenon_time BETWEEN ? AND ?
                ORDER BY o.datastream_id, o.sequence, o.phenomenon_time DESC\
                """)) {
      Columns<Row> columns =
          new Columns<>(connection, query, rows).ints(Row::datastream).longs(Row::sequence);
      long least = rows.stream().mapToLong(Row::time).min().orElseThrow();
      long greatest = rows.stream().mapToLong(Row::time).max().orElseThrow();
      long micros = window.toMillis() * 1000;
      query.setObject(columns.next(), utc(least - micros));
      // Forward as well: if the clock was put back, what is known was received later than this.
      query.setObject(columns.next() + 1, utc(greatest + micros));
      for (Row found : read(query)) {
        standing.addBySequence(found);
      }
    }
  }

  @Override
  public void update(Connection connection, Collection<Row> rows) throws SQLException {
    for (List<Row> window : windows(rows)) {
      try (PreparedStatement update =
          connection.prepareStatement(
              """
              UPDATE observation o SET result = v.result, result_text = v.text,
                received_at = timestamptz 'epoch' + v.received * interval '1 microsecond',
                sequence = nullif(v.seq, -1), decoder_version = nullif(v.version, 0)
              FROM unnest(?::int[], ?::bigint[], ?::float8[], ?::text[], ?::bigint[], ?::bigint[],
                  ?::int[])
                AS v (ds, us, result, text, received, seq, version)
              WHERE o.datastream_id = v.ds
                AND o.phenomenon_time = timestamptz 'epoch' + v.us * interval '1 microsecond'
                AND o.phenomenon_time BETWEEN ? AND ?\
              """)) {
        Columns<Row> columns = bindRows(connection, update, window);
        bindRange(update, columns.next(), window);
        update.executeUpdate();
      }
    }
  }

  @Override
  public void revise(Connection connection, Collection<Row> rows, Instant replacedAt)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO observation_revision (datastream_id, phenomenon_time, result, result_text,
              received_at, sequence, decoder_version, replaced_at)
            SELECT r.ds, r.t, r.result, r.text, r.received, r.seq, r.version, ?
            FROM (
              SELECT v.ds, timestamptz 'epoch' + v.us * interval '1 microsecond' AS t, v.result,
                v.text, timestamptz 'epoch' + v.received * interval '1 microsecond' AS received,
                nullif(v.seq, -1) AS seq, nullif(v.version, 0) AS version
              FROM unnest(?::int[], ?::bigint[], ?::float8[], ?::text[], ?::bigint[], ?::bigint[],
                  ?::int[])
                AS v (ds, us, result, text, received, seq, version)) r
            WHERE NOT EXISTS (
              SELECT FROM observation_revision x WHERE x.datastream_id = r.ds
                AND x.phenomenon_time = r.t AND x.received_at = r.received
                AND x.result IS NOT DISTINCT FROM r.result
                AND x.result_text IS NOT DISTINCT FROM r.text)\
            """)) {
      insert.setObject(1, replacedAt.atOffset(ZoneOffset.UTC));
      bindRows(connection, insert, rows, 2);
      insert.executeUpdate();
    }
  }

  @Override
  public void liftDecompressionLimit(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0");
    }
  }

  private static Columns<Row> bindRows(
      Connection connection, PreparedStatement statement, Collection<Row> rows)
      throws SQLException {
    return bindRows(connection, statement, rows, 1);
  }

  private static Columns<Row> bindRows(
      Connection connection, PreparedStatement statement, Collection<Row> rows, int first)
      throws SQLException {
    return new Columns<>(connection, statement, rows, first)
        .ints(Row::datastream)
        .longs(Row::time)
        .doubles(Row::result)
        .texts(Row::text)
        .longs(Row::receivedAt)
        .longs(Row::sequence)
        .ints(Row::decoderVersion);
  }

  private static void bindRange(PreparedStatement statement, int index, List<Row> window)
      throws SQLException {
    long least = window.stream().mapToLong(Row::time).min().orElseThrow();
    long greatest = window.stream().mapToLong(Row::time).max().orElseThrow();
    statement.setObject(index, utc(least));
    statement.setObject(index + 1, utc(greatest));
  }

  private static Collection<List<Row>> windows(Collection<Row> rows) {
    Map<Long, List<Row>> windows = new TreeMap<>();
    for (Row row : rows) {
      windows
          .computeIfAbsent(Math.floorDiv(row.time(), WINDOW_MICROS), w -> new ArrayList<>())
          .add(row);
    }
    return windows.values();
  }

  private static List<Row> read(PreparedStatement query) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        double number = row.getDouble(3);
        @Nullable Double result = row.wasNull() ? null : number;
        long sequence = row.getLong(6);
        boolean noSequence = row.wasNull();
        found.add(
            new Row(
                Row.STANDING,
                row.getInt(1),
                row.getLong(2),
                result,
                row.getString(4),
                row.getLong(5),
                noSequence ? Row.NO_SEQUENCE : sequence,
                (row.getInt(7) & 1) == 1,
                row.getInt(8)));
      }
    }
    return found;
  }

  private static OffsetDateTime utc(long micros) {
    return Micros.toInstant(micros).atOffset(ZoneOffset.UTC);
  }
}

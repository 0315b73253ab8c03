package city.veedel.standalone.bench.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A made-up city in the database of a bench: public things with three datastreams each, spread over
 * Köln. All datastreams have a day of values every quarter of an hour; the first {@value #OBSERVED}
 * have a long history of one every five minutes instead. Roll-ups and latest values are what they
 * would be if a gateway had taken them all.
 *
 * @param firstId of the datastreams, whose ids have no gaps
 * @param end of the history, exclusive
 */
public record BenchCity(int firstId, int datastreams, Instant end) {
  /** Datastreams with a long history; an observed one every five minutes. */
  public static final int OBSERVED = 10;

  private static final Duration OBSERVED_STEP = Duration.ofMinutes(5);
  private static final Duration USUAL_STEP = Duration.ofMinutes(15);
  private static final int COPY_BATCH = 100_000;

  private static final String THINGS =
      """
      INSERT INTO thing (thing_id, organisation_id, name, theme, longitude, latitude, visibility,
        owner, licence)
      SELECT 'city-' || lpad(i::text, 6, '0'), organisation_id, 'Messstelle ' || i,
        (ARRAY['air', 'weather', 'traffic', 'parking', 'water'])[1 + i % 5],
        6.77 + 0.39 * (i * 7919 % 10000) / 10000.0, 50.83 + 0.25 * (i * 6007 % 10000) / 10000.0,
        'public', 'Stadt Köln', 'dl-de/by-2-0'
      FROM generate_series(1, ?) i, organisation WHERE slug = 'stadt-koeln'
      """;
  private static final String DATASTREAMS =
      """
      INSERT INTO datastream (organisation_id, thing_id, property, title_de, title_en, unit,
        result_type, expected_interval, averaging_period, time_marks, visibility)
      SELECT t.organisation_id, t.thing_id, p.name, p.title_de, p.title_en, p.unit, p.result_type,
        p.expected_interval, p.averaging_period, p.time_marks, 'public'
      FROM thing t
      JOIN (VALUES ('air', 'no2'), ('air', 'o3'), ('air', 'pm10'),
        ('weather', 'temperature'), ('weather', 'humidity'), ('weather', 'pressure'),
        ('traffic', 'vehicles_per_hour'), ('traffic', 'speed'), ('traffic', 'occupancy'),
        ('parking', 'free_spaces'), ('parking', 'occupied_spaces'), ('parking', 'capacity'),
        ('water', 'water_level'), ('water', 'discharge'), ('water', 'water_temperature')
      ) AS observed (theme, property) ON observed.theme = t.theme
      JOIN observed_property p ON p.name = observed.property
      ORDER BY t.thing_id, p.name LIMIT ?
      """;
  private static final String LATEST =
      """
      INSERT INTO latest_observation (datastream_id, phenomenon_time, result, received_at, stored_at)
      SELECT d.datastream_id, o.phenomenon_time, o.result, o.received_at, o.received_at
      FROM datastream d CROSS JOIN LATERAL (
        SELECT * FROM observation WHERE datastream_id = d.datastream_id
          AND phenomenon_time >= ?::timestamptz
        ORDER BY phenomenon_time DESC LIMIT 1) o
      """;

  /**
   * Fills an empty database; the product must read it anew.
   *
   * @param datastreams 1 to 1,000,000
   * @param days of the long histories, 1 to 730
   */
  public static BenchCity fill(BenchDatabase database, int datastreams, int days)
      throws IOException {
    Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS);
    return BenchDatabase.on(
        database.config(),
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = veedel, public");
          }
          connection.setAutoCommit(false);
          BenchCity city = new BenchCity(register(connection, datastreams), datastreams, end);
          city.observe(connection, days);
          connection.commit();
          connection.setAutoCommit(true);
          settle(connection);
          return city;
        });
  }

  private static int register(Connection connection, int datastreams) throws SQLException {
    update(connection, THINGS, (datastreams + 2) / 3);
    update(connection, DATASTREAMS, datastreams);
    try (Statement statement = connection.createStatement();
        ResultSet ids =
            statement.executeQuery(
                "SELECT min(datastream_id), max(datastream_id) FROM datastream")) {
      ids.next();
      int first = ids.getInt(1);
      if (ids.getInt(2) - first + 1 != datastreams) {
        throw new SQLException("the database is not the bench's own: it has other datastreams");
      }
      return first;
    }
  }

  private void observe(Connection connection, int days) throws SQLException {
    Instant start = end.minus(Duration.ofDays(days));
    try (PreparedStatement partitions =
        connection.prepareStatement(
            "SELECT ensure_observation_partitions(?::timestamptz, ?::timestamptz)")) {
      partitions.setString(1, start.toString());
      partitions.setString(2, end.toString());
      partitions.execute();
    }
    int observed = Math.min(OBSERVED, datastreams);
    copy(connection, firstId, observed, start, OBSERVED_STEP);
    if (datastreams > observed) {
      Instant yesterday = end.minus(Duration.ofDays(1));
      copy(connection, firstId + observed, datastreams - observed, yesterday, USUAL_STEP);
    }
    try (PreparedStatement latest = connection.prepareStatement(LATEST)) {
      latest.setString(1, end.minus(USUAL_STEP).toString());
      latest.execute();
    }
  }

  private void copy(Connection connection, int first, int count, Instant start, Duration step)
      throws SQLException {
    CopyRows rows = new CopyRows(first, count, start, step);
    long left = Duration.between(start, end).dividedBy(step) * count;
    while (left > 0) {
      int batch = (int) Math.min(left, COPY_BATCH);
      rows.copy(connection, batch);
      connection.commit();
      left -= batch;
    }
  }

  /**
   * What the database's own jobs would have done by and by, so that they do not do it meanwhile.
   */
  private static void settle(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet engine = statement.executeQuery("SELECT name FROM engine");
      engine.next();
      if (engine.getString(1).equals("timescaledb")) {
        for (String view : new String[] {"15min", "hour", "day"}) {
          statement.execute(
              "CALL refresh_continuous_aggregate('observation_" + view + "', NULL, NULL)");
        }
        statement.execute(
            """
            SELECT compress_chunk(chunk, true)
            FROM show_chunks('observation', older_than => INTERVAL '14 days') chunk
            """);
      }
      statement.execute("VACUUM ANALYZE");
      statement.execute("CHECKPOINT");
    }
  }

  private static void update(Connection connection, String sql, int parameter) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, parameter);
      statement.executeUpdate();
    }
  }

  /** One of those with a long history, in turn. */
  public int observed(int turn) {
    return firstId + turn % Math.min(OBSERVED, datastreams);
  }
}

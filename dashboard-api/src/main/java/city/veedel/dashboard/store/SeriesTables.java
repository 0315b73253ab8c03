package city.veedel.dashboard.store;

import city.veedel.dashboard.query.BucketWidth;
import city.veedel.dashboard.query.Series;
import city.veedel.dashboard.query.SeriesStore;
import city.veedel.model.ResultType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Observations and their roll-ups, by the names that every engine has. */
public final class SeriesTables implements SeriesStore {
  private static final String POINTS =
      """
      SELECT phenomenon_time, result, result_text, decoder_version FROM observation
      WHERE datastream_id = ? AND phenomenon_time >= ? AND phenomenon_time < ?
      ORDER BY phenomenon_time LIMIT ?
      """;

  private final DatabaseAccess database;

  public SeriesTables(DatabaseAccess database) {
    this.database = database;
  }

  private static String view(BucketWidth width) {
    return switch (width) {
      case QUARTER_HOUR -> "observation_15min";
      case HOUR -> "observation_hour";
      case DAY -> "observation_day";
    };
  }

  private static String bucketOf(BucketWidth width) {
    return switch (width) {
      case QUARTER_HOUR ->
          "date_bin(INTERVAL '15 minutes', phenomenon_time, TIMESTAMPTZ '2000-01-01 00:00:00Z')";
      case HOUR -> "date_trunc('hour', phenomenon_time, 'UTC')";
      case DAY -> "date_trunc('day', phenomenon_time, 'Europe/Berlin')";
    };
  }

  @Override
  public List<Series.Point> points(
      int datastream, ResultType type, Instant start, Instant end, int limit) {
    return database.read(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(POINTS)) {
        bind(statement, datastream, start, end);
        statement.setInt(4, limit);
        List<Series.Point> points = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            points.add(
                new Series.Point(
                    Columns.instant(rows, "phenomenon_time"),
                    Columns.result(rows, type),
                    rows.getInt("decoder_version"))); // Null reads as 0.
          }
        }
        return points;
      }
    });
  }

  @Override
  public List<Rolled> buckets(
      int datastream, BucketWidth width, Instant start, Instant end, int limit) {
    String sql =
        """
        SELECT bucket, count, avg, min, max FROM %s
        WHERE datastream_id = ? AND bucket >= ? AND bucket < ?
        ORDER BY bucket LIMIT ?
        """
            .formatted(view(width));
    return database.read(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        bind(statement, datastream, start, end);
        statement.setInt(4, limit);
        List<Rolled> buckets = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            buckets.add(
                new Rolled(
                    Columns.instant(rows, "bucket"),
                    rows.getLong("count"),
                    rows.getDouble("avg"),
                    rows.getDouble("min"),
                    rows.getDouble("max")));
          }
        }
        return buckets;
      }
    });
  }

  @Override
  public Map<Instant, Series.Percentiles> percentiles(
      int datastream, BucketWidth width, Instant start, Instant end) {
    String sql =
        """
        SELECT %s AS bucket,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY result) AS p50,
          percentile_cont(0.95) WITHIN GROUP (ORDER BY result) AS p95
        FROM observation
        WHERE datastream_id = ? AND phenomenon_time >= ? AND phenomenon_time < ?
          AND result IS NOT NULL
        GROUP BY 1
        """
            .formatted(bucketOf(width));
    return database.read(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        // All of the last bucket, as the roll-up has it.
        bind(statement, datastream, start, ceiling(width, end));
        Map<Instant, Series.Percentiles> percentiles = new HashMap<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            percentiles.put(
                Columns.instant(rows, "bucket"),
                new Series.Percentiles(rows.getDouble("p50"), rows.getDouble("p95")));
          }
        }
        return percentiles;
      }
    });
  }

  private static Instant ceiling(BucketWidth width, Instant end) {
    Instant floor = width.floor(end);
    return floor.equals(end) ? end : width.next(floor);
  }

  private static void bind(PreparedStatement statement, int datastream, Instant start, Instant end)
      throws SQLException {
    statement.setInt(1, datastream);
    statement.setObject(2, Columns.parameter(start));
    statement.setObject(3, Columns.parameter(end));
  }
}

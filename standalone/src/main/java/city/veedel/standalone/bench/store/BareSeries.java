package city.veedel.standalone.bench.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The statements behind a series, by JDBC on one connection that is kept: what is left of an answer
 * when nobody checks, encodes or sends it.
 */
public final class BareSeries implements AutoCloseable {
  private static final String RAW =
      """
      SELECT phenomenon_time, result, result_text FROM observation
      WHERE datastream_id = ? AND phenomenon_time >= ? AND phenomenon_time < ?
      ORDER BY phenomenon_time
      """;

  private final Connection connection;

  /** A kind of series. */
  public enum Shape {
    RAW(""),
    HOURLY("date_trunc('hour', phenomenon_time, 'UTC')"),
    DAILY("date_trunc('day', phenomenon_time, 'Europe/Berlin')");

    private final String bucket;

    Shape(String bucket) {
      this.bucket = bucket;
    }
  }

  private BareSeries(Connection connection) {
    this.connection = connection;
  }

  public static BareSeries open(BenchDatabase database) throws IOException {
    try {
      Connection connection =
          DriverManager.getConnection(
              database.config().jdbcUrl(), database.config().user(), database.config().password());
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET search_path = veedel, public");
      }
      return new BareSeries(connection);
    } catch (SQLException e) {
      throw new IOException("the bench's database answered: " + e.getMessage(), e);
    }
  }

  /** Values or buckets found, each read to its last column. */
  public int read(Shape shape, int datastream, Instant start, Instant end) throws IOException {
    try {
      return switch (shape) {
        case RAW -> rows(RAW, datastream, start, end);
        case HOURLY -> rolled(shape, "observation_hour", datastream, start, end);
        case DAILY -> rolled(shape, "observation_day", datastream, start, end);
      };
    } catch (SQLException e) {
      throw new IOException("the bench's database answered: " + e.getMessage(), e);
    }
  }

  private int rolled(Shape shape, String view, int datastream, Instant start, Instant end)
      throws SQLException {
    String buckets =
        """
        SELECT bucket, count, avg, min, max FROM %s
        WHERE datastream_id = ? AND bucket >= ? AND bucket < ? ORDER BY bucket
        """
            .formatted(view);
    String percentiles =
        """
        SELECT %s AS bucket, percentile_cont(0.5) WITHIN GROUP (ORDER BY result),
          percentile_cont(0.95) WITHIN GROUP (ORDER BY result)
        FROM observation
        WHERE datastream_id = ? AND phenomenon_time >= ? AND phenomenon_time < ?
          AND result IS NOT NULL
        GROUP BY 1
        """
            .formatted(shape.bucket);
    int rows = rows(buckets, datastream, start, end);
    rows(percentiles, datastream, start, end);
    return rows;
  }

  private int rows(String sql, int datastream, Instant start, Instant end) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, datastream);
      statement.setObject(2, start.atOffset(ZoneOffset.UTC));
      statement.setObject(3, end.atOffset(ZoneOffset.UTC));
      try (ResultSet found = statement.executeQuery()) {
        int columns = found.getMetaData().getColumnCount();
        int rows = 0;
        while (found.next()) {
          found.getObject(1, OffsetDateTime.class);
          for (int column = 2; column <= columns; column++) {
            found.getDouble(column);
          }
          rows++;
        }
        return rows;
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("the bench's database answered: " + e.getMessage(), e);
    }
  }
}

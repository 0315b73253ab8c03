package city.veedel.standalone.prove.store;

import city.veedel.schema.DatabaseConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What the database of a product holds of some devices. */
public final class StoredReadings implements AutoCloseable {
  private static final int ROWS_AT_A_TIME = 20_000;

  private final Connection connection;
  private final Object[] devices;

  private StoredReadings(Connection connection, Object[] devices) {
    this.connection = connection;
    this.devices = devices;
  }

  public static StoredReadings open(DatabaseConfig database, Collection<String> devices)
      throws IOException {
    try {
      Connection connection =
          DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setSchema("veedel");
      return new StoredReadings(connection, devices.toArray());
    } catch (SQLException e) {
      throw new IOException("the database does not open: " + e.getMessage(), e);
    }
  }

  /** A series of one device. */
  public record Series(String device, String property) {}

  /** Hears of observations. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param timeMicros since 1970
     */
    void reading(Series series, long timeMicros, double result);
  }

  /** Every observation, in no particular order. */
  public void visit(Visitor visitor) throws IOException {
    try {
      Map<Integer, Series> series = series();
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT o.datastream_id, (extract(epoch FROM o.phenomenon_time) * 1000000)::bigint,
                o.result
              FROM observation o JOIN datastream d USING (datastream_id)
              WHERE d.thing_id = ANY (?)
              """)) {
        select.setFetchSize(ROWS_AT_A_TIME);
        select.setArray(1, connection.createArrayOf("text", devices));
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            visitor.reading(
                Objects.requireNonNull(series.get(row.getInt(1))),
                row.getLong(2),
                row.getDouble(3));
          }
        }
      }
    } catch (SQLException e) {
      throw new IOException("the observations cannot be read: " + e.getMessage(), e);
    }
  }

  private Map<Integer, Series> series() throws SQLException {
    Map<Integer, Series> series = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT datastream_id, thing_id, property FROM datastream WHERE thing_id = ANY (?)")) {
      select.setArray(1, connection.createArrayOf("text", devices));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          series.put(row.getInt(1), new Series(row.getString(2), row.getString(3)));
        }
      }
    }
    return series;
  }

  /** Series whose latest value is not the newest stored one, or that have none. */
  public long seriesWithWrongLatest() throws IOException {
    return count(
        """
        SELECT count(*) FROM (
          SELECT o.datastream_id, max(o.phenomenon_time) AS newest
          FROM observation o JOIN datastream d USING (datastream_id)
          WHERE d.thing_id = ANY (?) GROUP BY o.datastream_id) stored
        LEFT JOIN latest_observation l USING (datastream_id)
        WHERE l.phenomenon_time IS DISTINCT FROM stored.newest
        """);
  }

  /** Values that were replaced: the devices of a ledger correct nothing. */
  public long revisions() throws IOException {
    return count(
        """
        SELECT count(*) FROM observation_revision r JOIN datastream d USING (datastream_id)
        WHERE d.thing_id = ANY (?)
        """);
  }

  /** Observations the receipts call stored. */
  public long receiptsStored() throws IOException {
    return count("SELECT coalesce(sum(stored), 0) FROM receipt WHERE device_id = ANY (?)");
  }

  /** Observations the receipts call repeats of what is stored. */
  public long receiptsDuplicate() throws IOException {
    return count("SELECT coalesce(sum(duplicate), 0) FROM receipt WHERE device_id = ANY (?)");
  }

  /** How far the receipts are from adding up: accepted less all that can become of it. */
  public long receiptsImbalance() throws IOException {
    return count(
        """
        SELECT coalesce(sum(accepted - stored - duplicate - corrected - quarantined), 0)
        FROM receipt WHERE device_id = ANY (?)
        """);
  }

  /** Messages set aside. */
  public long deadLetters() throws IOException {
    return count("SELECT count(*) FROM dead_letter WHERE device_id = ANY (?)");
  }

  private long count(String sql) throws IOException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", devices));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw new IOException("the database does not answer: " + e.getMessage(), e);
    }
  }

  /** PostgreSQL, and TimescaleDB where it is, with their versions. */
  public String engine() throws IOException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                SELECT 'PostgreSQL ' || current_setting('server_version')
                  || coalesce((SELECT ' with TimescaleDB ' || extversion FROM pg_extension
                               WHERE extname = 'timescaledb'), '')
                """);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IOException("the database does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("the connection does not close", e);
    }
  }
}

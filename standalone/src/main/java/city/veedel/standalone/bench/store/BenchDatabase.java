package city.veedel.standalone.bench.store;

import city.veedel.schema.DatabaseConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The database a bench writes to. */
public final class BenchDatabase {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final Duration STORED_TIMEOUT = Duration.ofSeconds(60);

  /** Of the rows of a ceiling: far from the ids the product gives. */
  private static final int CEILING_FIRST_ID = 1_000_000_000;

  private final DatabaseConfig config;

  public BenchDatabase(DatabaseConfig config) {
    this.config = config;
  }

  /** Makes an empty database beside the one {@code server} names. */
  public static BenchDatabase create(DatabaseConfig server) throws IOException {
    String name = "veedel_bench_" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    execute(server, "CREATE DATABASE " + name);
    String url = server.jdbcUrl();
    int query = url.indexOf('?');
    String base = query < 0 ? url : url.substring(0, query);
    return new BenchDatabase(
        DatabaseConfig.of(
            base.substring(0, base.lastIndexOf('/') + 1)
                + name
                + (query < 0 ? "" : url.substring(query)),
            server.user(),
            server.password()));
  }

  /** Removes what {@link #create} made. */
  public void drop(DatabaseConfig server) throws IOException {
    String url = config.jdbcUrl();
    int query = url.indexOf('?');
    String name = url.substring(url.lastIndexOf('/') + 1, query < 0 ? url.length() : query);
    execute(server, "DROP DATABASE " + name + " WITH (FORCE)");
  }

  public DatabaseConfig config() {
    return config;
  }

  public String dataDirectory() throws IOException {
    return text("SHOW data_directory");
  }

  public String engine() throws IOException {
    return text(
        """
        SELECT 'PostgreSQL ' || current_setting('server_version')
          || coalesce((SELECT ' with TimescaleDB ' || extversion FROM pg_extension
                       WHERE extname = 'timescaledb'), '')
        """);
  }

  /** Rows that devices of the bench have in {@code observation}. */
  public long observations() throws IOException {
    return Long.parseLong(text("SELECT count(*) FROM veedel.observation"));
  }

  /** Waits until there are more than {@code before}, looking every millisecond. */
  public void awaitMoreObservations(long before) throws IOException {
    on(
        config,
        connection -> {
          try (PreparedStatement count =
              connection.prepareStatement("SELECT count(*) > ? FROM veedel.observation")) {
            count.setLong(1, before);
            boolean more = false;
            long deadline = System.nanoTime() + STORED_TIMEOUT.toNanos();
            while (!more && System.nanoTime() - deadline < 0) {
              try (ResultSet row = count.executeQuery()) {
                row.next();
                more = row.getBoolean(1);
              }
              LockSupport.parkNanos(1_000_000);
            }
            if (!more) {
              throw new SQLException("nothing was stored within " + STORED_TIMEOUT);
            }
            return null;
          }
        });
  }

  public long sizeBytes() throws IOException {
    return Long.parseLong(text("SELECT pg_database_size(current_database())"));
  }

  /** So that what one part dirtied is not written during the next, where we may say so. */
  public void checkpoint() throws IOException {
    on(
        config,
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
          } catch (SQLException e) {
            if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
              throw e;
            }
          }
          return null;
        });
  }

  /**
   * Binary COPY into {@code observation} by one connection, in transactions of {@code batch} rows.
   *
   * @param datastreams the rows are spread over as many
   * @return rows a second
   */
  public double copyCeiling(int datastreams, int batch, double seconds) throws IOException {
    return on(
        config,
        connection -> {
          connection.setAutoCommit(false);
          try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = veedel, public");
          }
          CopyRows rows =
              new CopyRows(
                  CEILING_FIRST_ID,
                  datastreams,
                  Instant.now().minusSeconds(3_600),
                  Duration.ofMillis(1));
          long written = 0;
          long start = System.nanoTime();
          long end = start + (long) (seconds * 1e9);
          while (System.nanoTime() - end < 0) {
            rows.copy(connection, batch);
            connection.commit();
            written += batch;
          }
          return written / ((System.nanoTime() - start) / 1e9);
        });
  }

  private String text(String sql) throws IOException {
    return on(
        config,
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
          }
        });
  }

  private static void execute(DatabaseConfig to, String sql) throws IOException {
    on(
        to,
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  static <T extends @Nullable Object> T on(DatabaseConfig to, Work<T> work) throws IOException {
    try (Connection connection =
        DriverManager.getConnection(to.jdbcUrl(), to.user(), to.password())) {
      return work.with(connection);
    } catch (SQLException e) {
      throw new IOException("the bench's database answered: " + e.getMessage(), e);
    }
  }

  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T with(Connection connection) throws SQLException;
  }
}

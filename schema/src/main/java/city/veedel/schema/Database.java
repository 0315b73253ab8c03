package city.veedel.schema;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;

/**
 * One database behind a bounded pool. Opening does not need the server to be there: the pool
 * connects when it is asked, so that a service can start while its database is still away.
 */
public final class Database implements AutoCloseable {
  /** Where every table, view and function of the platform lives. */
  public static final String SCHEMA = "veedel";

  private final DatabaseConfig config;
  private final HikariDataSource pool;

  private Database(DatabaseConfig config, HikariDataSource pool) {
    this.config = config;
    this.pool = pool;
  }

  public static Database open(DatabaseConfig config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("veedel-database");
    hikari.setJdbcUrl(config.jdbcUrl());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password());
    hikari.setMaximumPoolSize(config.maxConnections());
    hikari.setMinimumIdle(1);
    hikari.setConnectionTimeout(config.connectTimeout().toMillis());
    hikari.setInitializationFailTimeout(-1);
    properties(config, "veedel", "").forEach(hikari::addDataSourceProperty);
    return new Database(config, new HikariDataSource(hikari));
  }

  /**
   * A connection of its own, outside any pool, for whoever holds session state such as an advisory
   * lock. The server drops it within half a minute when its client is gone without a word, so that
   * such a lock does not outlive its holder.
   */
  public static Connection connect(DatabaseConfig config, String applicationName)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password());
    properties.putAll(
        properties(
            config,
            applicationName,
            " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"));
    return DriverManager.getConnection(config.jdbcUrl(), properties);
  }

  public DatabaseConfig config() {
    return config;
  }

  /** Connections see the schema first; auto-commit is on, as JDBC has it. */
  public DataSource dataSource() {
    return pool;
  }

  /** Asks the server; fails with {@link DatabaseException} when it is away. */
  public EngineInfo engine() {
    return call(connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  """
                  SELECT current_setting('server_version'),
                    (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb')\
                  """)) {
        row.next();
        return new EngineInfo(
            row.getString(1).split(" ", 2)[0], Optional.ofNullable(row.getString(2)));
      }
    });
  }

  /** The clock of the server. */
  public Instant now() {
    return call(connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
        row.next();
        return row.getTimestamp(1).toInstant();
      }
    });
  }

  /** Work on one connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Statement by statement, without a transaction around them. */
  public <T> T call(Work<T> work) {
    return Transactions.call(pool, work);
  }

  /** All or nothing; rolls back when {@code work} throws. */
  public <T> T inTransaction(Work<T> work) {
    return Transactions.inTransaction(pool, work);
  }

  @Override
  public void close() {
    pool.close();
  }

  private static Map<String, String> properties(
      DatabaseConfig config, String applicationName, String moreOptions) {
    return Map.of(
        "ApplicationName",
        applicationName,
        "tcpKeepAlive",
        "true",
        "connectTimeout",
        seconds(config.connectTimeout()),
        "loginTimeout",
        seconds(config.connectTimeout()),
        "socketTimeout",
        seconds(config.socketTimeout()),
        "reWriteBatchedInserts",
        "true",
        "options",
        "-c search_path=%s,public -c statement_timeout=%d -c lock_timeout=%d -c timezone=UTC"
                .formatted(
                    SCHEMA, config.statementTimeout().toMillis(), config.lockTimeout().toMillis())
            + moreOptions);
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
  }
}

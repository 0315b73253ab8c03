package city.veedel.schema;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the present schema. Numbers run in one line over three folders: {@code
 * common}, and either {@code timescale} or {@code postgres}. The first migration decides which,
 * once and for all, and writes it down in the table {@code engine}: a plain database that gains the
 * extension later stays plain, because its data lie in plain partitions.
 */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  /** One for the migrations, one for Flyway's history and lock. */
  private static final int FLYWAY_CONNECTIONS = 3;

  private Migrations() {}

  /** Does nothing when the schema is up to date. Safe to call from several processes at once. */
  public static void migrate(Database database) {
    migrate(database, true);
  }

  /**
   * @param mayUseTimescale false: as on a server without the extension
   */
  static void migrate(Database database, boolean mayUseTimescale) {
    try (HikariDataSource patient = open(database.config())) {
      boolean timescale = mayUseTimescale && Transactions.call(patient, Migrations::decideEngine);
      Flyway flyway =
          Flyway.configure(Migrations.class.getClassLoader())
              .dataSource(patient)
              .schemas(Database.SCHEMA)
              .createSchemas(true)
              .locations(
                  "classpath:db/common",
                  timescale ? "classpath:db/timescale" : "classpath:db/postgres")
              .failOnMissingLocations(true)
              .load();
      int applied = flyway.migrate().migrationsExecuted;
      if (applied > 0) {
        LOG.info("Migrated {} in {} steps.", database.engine(), applied);
      }
    }
  }

  private static boolean decideEngine(Connection connection) throws SQLException {
    String chosen = findChosenEngine(connection);
    if (!chosen.isEmpty()) {
      return chosen.equals("timescaledb");
    }
    try (Statement statement = connection.createStatement()) {
      boolean available;
      try (ResultSet row =
          statement.executeQuery(
              "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb')")) {
        row.next();
        available = row.getBoolean(1);
      }
      if (!available) {
        return false;
      }
      try {
        statement.execute("CREATE EXTENSION IF NOT EXISTS timescaledb SCHEMA public");
        return true;
      } catch (SQLException e) {
        LOG.warn(
            "TimescaleDB is installed on this server but cannot be created in this database"
                + " (SQLSTATE {}); the schema will use plain PostgreSQL. To use it, let a superuser"
                + " run CREATE EXTENSION timescaledb before the first start.",
            e.getSQLState());
        return false;
      }
    }
  }

  /** {@code timescaledb}, {@code postgresql}, or empty for a database never migrated. */
  private static String findChosenEngine(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT to_regclass('veedel.engine') IS NOT NULL")) {
        row.next();
        if (!row.getBoolean(1)) {
          return "";
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT name FROM veedel.engine")) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  /** Migrations may rightly take long: no statement timeout, and connections of their own. */
  private static HikariDataSource open(DatabaseConfig config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("veedel-migrations");
    hikari.setJdbcUrl(config.jdbcUrl());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password());
    hikari.setMaximumPoolSize(FLYWAY_CONNECTIONS);
    hikari.setMinimumIdle(0);
    hikari.setConnectionTimeout(config.connectTimeout().toMillis());
    hikari.setInitializationFailTimeout(-1);
    hikari.addDataSourceProperty("ApplicationName", "veedel-migrations");
    hikari.addDataSourceProperty("tcpKeepAlive", "true");
    hikari.addDataSourceProperty("options", "-c timezone=UTC -c lock_timeout=60s");
    return new HikariDataSource(hikari);
  }
}

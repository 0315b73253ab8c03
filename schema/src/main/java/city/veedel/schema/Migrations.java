package city.veedel.schema;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
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

  private static final String HISTORY = "veedel.flyway_schema_history";

  private static final String UNFINISHED_RESTORE = "a restore is not finished";

  private Migrations() {}

  /** Does nothing when the schema is up to date. Safe to call from several processes at once. */
  public static void migrate(Database database) {
    migrate(database, true);
  }

  /**
   * @param mayUseTimescale false: as on a server without the extension
   */
  static void migrate(Database database, boolean mayUseTimescale) {
    Optional<String> build = SchemaBuild.find();
    if (build.isPresent() && database.call(connection -> isOf(connection, build.get()))) {
      return;
    }
    try (HikariDataSource patient = open(database.config())) {
      if (Transactions.call(patient, connection -> isOf(connection, UNFINISHED_RESTORE))) {
        throw new IllegalStateException(
            "A restore into this database was interrupted. Drop the schema "
                + Database.SCHEMA
                + " (DROP SCHEMA veedel CASCADE), then restore again.");
      }
      Flyway flyway = flyway(patient, mayUseTimescale, MigrationVersion.LATEST);
      int applied = flyway.migrate().migrationsExecuted;
      if (applied > 0) {
        LOG.info("Migrated {} in {} steps.", database.engine(), applied);
      }
      if (build.isPresent()) {
        Transactions.call(patient, connection -> mark(connection, build.get()));
      }
    }
  }

  /**
   * Makes the schema as it was at {@code version} in an empty database, for the rows of that time.
   * Until {@link #restoreFinished} no product takes the database for a whole one.
   *
   * @throws IllegalArgumentException when this build does not know that version
   */
  public static void beginRestore(Database database, int version) {
    migrateTo(database, version);
    database.call(connection -> mark(connection, UNFINISHED_RESTORE));
  }

  /** Every row is there: the database is one of its version, to be migrated like any other. */
  public static void restoreFinished(Database database) {
    database.call(connection -> mark(connection, ""));
  }

  static void migrateTo(Database database, int version) {
    MigrationVersion wanted = MigrationVersion.fromVersion(Integer.toString(version));
    try (HikariDataSource patient = open(database.config())) {
      MigrationInfo[] known = flyway(patient, true, MigrationVersion.LATEST).info().all();
      if (Arrays.stream(known).noneMatch(step -> wanted.equals(step.getVersion()))) {
        throw new IllegalArgumentException(
            "the schema version " + version + " is not known to this build; use a newer Veedel");
      }
      flyway(patient, true, wanted).migrate();
    }
  }

  private static Flyway flyway(
      DataSource source, boolean mayUseTimescale, MigrationVersion target) {
    boolean timescale = mayUseTimescale && Transactions.call(source, Migrations::decideEngine);
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(source)
        .schemas(Database.SCHEMA)
        .createSchemas(true)
        .locations(
            "classpath:db/common", timescale ? "classpath:db/timescale" : "classpath:db/postgres")
        .failOnMissingLocations(true)
        .target(target)
        .load();
  }

  /**
   * Whether this very build brought the schema up to date before. Flyway takes half a second to
   * find that out.
   */
  private static boolean isOf(Connection connection, String build) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT obj_description(to_regclass(?), 'pg_class') = ?")) {
      query.setString(1, HISTORY);
      query.setString(2, build);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * On Flyway's own table, so that a copy of the database takes both or neither. Only the owner of
   * the table may; for anybody else Flyway looks again next time.
   */
  private static boolean mark(Connection connection, String build) {
    try (Statement statement = connection.createStatement()) {
      return statement.execute("COMMENT ON TABLE " + HISTORY + " IS '" + build + "'");
    } catch (SQLException e) {
      LOG.debug("The schema could not be marked as up to date", e);
      return false;
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

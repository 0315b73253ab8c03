package city.veedel.schema.testing;

import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.Migrations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A kind of server that tests run on. */
public final class TestEngine {
  private final String name;
  private final DatabaseConfig server;

  TestEngine(String name, DatabaseConfig server) {
    this.name = name;
    this.server = server;
  }

  /** A new database with the present schema. */
  public TestDatabase fresh() {
    TestDatabase database = empty();
    Migrations.migrate(database.database());
    return database;
  }

  /** A new database with nothing in it. */
  public TestDatabase empty() {
    String database = "test_" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    } catch (SQLException e) {
      throw new IllegalStateException("no test database: " + e.getMessage(), e);
    }
    String url = server.jdbcUrl();
    int query = url.indexOf('?');
    String base = query < 0 ? url : url.substring(0, query);
    String own =
        base.substring(0, base.lastIndexOf('/') + 1)
            + database
            + (query < 0 ? "" : url.substring(query));
    return new TestDatabase(
        this,
        server,
        database,
        Database.open(DatabaseConfig.of(own, server.user(), server.password())));
  }

  public boolean isTimescale() {
    return name.equals("TimescaleDB");
  }

  @Override
  public String toString() {
    return name;
  }
}

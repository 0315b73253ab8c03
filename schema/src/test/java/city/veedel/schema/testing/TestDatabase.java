package city.veedel.schema.testing;

import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One fresh database; closing drops it. */
public final class TestDatabase implements AutoCloseable {
  private final TestEngine engine;
  private final DatabaseConfig server;
  private final String name;
  private final Database database;

  TestDatabase(TestEngine engine, DatabaseConfig server, String name, Database database) {
    this.engine = engine;
    this.server = server;
    this.name = name;
    this.database = database;
  }

  public TestEngine engine() {
    return engine;
  }

  public Database database() {
    return database;
  }

  public DatabaseConfig config() {
    return database.config();
  }

  /** The first column of the first row, as text; {@code null} as the word. */
  public String ask(String sql) {
    return database.call(connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        return row.next() ? String.valueOf(row.getString(1)) : "(no row)";
      }
    });
  }

  public void execute(String sql) {
    database.call(connection -> {
      try (Statement statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }

  @Override
  public void close() {
    database.close();
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    } catch (SQLException e) {
      // A test may have stopped the server on purpose.
    }
  }
}

package city.veedel.schema.testing;

import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.Migrations;
import city.veedel.schema.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A kind of server that tests run on. */
public final class TestEngine {
  private final String name;
  private final DatabaseConfig server;
  private final @Nullable EmbeddedPostgres ours;

  private TestEngine(String name, DatabaseConfig server, @Nullable EmbeddedPostgres ours) {
    this.name = name;
    this.server = server;
    this.ours = ours;
  }

  /** A server somebody else started. */
  static TestEngine of(String name, DatabaseConfig server) {
    return new TestEngine(name, server, null);
  }

  /** A server of this JVM's own. */
  static TestEngine of(String name, EmbeddedPostgres server) {
    return new TestEngine(name, server.config(), server);
  }

  /** Whether {@link #stop} can be called: never on somebody else's server. */
  public boolean canStop() {
    return ours != null;
  }

  /** Stops the server with all its databases until {@link #resume}. */
  public void stop() throws IOException {
    Objects.requireNonNull(ours).pause();
  }

  public void resume() throws IOException {
    Objects.requireNonNull(ours).resume();
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

package city.veedel.schema.backup;

import city.veedel.schema.Database;
import city.veedel.schema.DatabaseException;
import city.veedel.schema.Migrations;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Puts rows into an empty database, of either engine. A slice is a transaction. Until {@link
 * #finish} no product takes the database for a whole one. Not thread-safe.
 */
public final class DatabaseLoad implements AutoCloseable {
  private final Database database;
  private final Connection connection;

  private DatabaseLoad(Database database, Connection connection) {
    this.database = database;
    this.connection = connection;
  }

  /**
   * Makes the schema of the time of the backup.
   *
   * @param version of the schema the rows come from
   * @throws IllegalStateException when there is something in the database already
   * @throws IllegalArgumentException when this build does not know the version
   */
  public static DatabaseLoad begin(Database database, int version) {
    database.call(connection -> {
      if (!Tables.texts(
              connection,
              "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(?)",
              Database.SCHEMA)
          .isEmpty()) {
        throw new IllegalStateException(
            "The database "
                + database.config().jdbcUrl()
                + " is not empty: it has a schema "
                + Database.SCHEMA
                + ". Restore into an empty one.");
      }
      return true;
    });
    Migrations.beginRestore(database, version);
    try {
      Connection connection = DatabaseSnapshot.connect(database.config(), "veedel-restore");
      try {
        prepare(connection);
        return new DatabaseLoad(database, connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new DatabaseException("The database answered: " + e.getMessage(), e);
    }
  }

  /** What the migrations put in comes with the rows again, and triggers have run when it arose. */
  private static void prepare(Connection connection) throws SQLException {
    switchTriggers(connection, "DISABLE");
    if (Tables.onTimescale(connection)) {
      RollUps.hold(connection);
    }
    try (Statement statement = connection.createStatement()) {
      for (String table : Tables.inOrderOfReference(connection).reversed()) {
        statement.execute("DELETE FROM " + table);
      }
    }
  }

  private static void switchTriggers(Connection connection, String how) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (Tables.Trigger trigger : Tables.triggers(connection)) {
        statement.execute(
            "ALTER TABLE %s %s TRIGGER %s".formatted(trigger.table(), how, trigger.name()));
      }
    }
  }

  /**
   * @param source in the text format of {@code COPY}
   * @return number of rows
   */
  public long read(Slice slice, InputStream source) throws IOException {
    try {
      if (slice.month().isPresent()) {
        makeRoom(slice);
      }
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + slice.table() + " (" + slice.columnList() + ") FROM STDIN", source);
    } catch (SQLException e) {
      throw new DatabaseException(slice.name() + " could not be loaded: " + e.getMessage(), e);
    }
  }

  private void makeRoom(Slice slice) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT ensure_observation_partitions(?::timestamptz, ?::timestamptz)")) {
      statement.setString(1, slice.monthBegins());
      statement.setString(2, slice.monthBegins());
      statement.execute();
    }
  }

  /** Every slice is loaded: numbers go on where they were, then the schema of this build. */
  public void finish(List<NumberSource> numbers) {
    try {
      for (NumberSource number : numbers) {
        try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT setval(pg_get_serial_sequence('veedel.' || ?, ?), ?)")) {
          statement.setString(1, number.table());
          statement.setString(2, number.column());
          statement.setLong(3, number.last());
          statement.execute();
        }
      }
      switchTriggers(connection, "ENABLE");
      if (Tables.onTimescale(connection)) {
        RollUps.bringUpToDate(connection);
      }
      try (Statement statement = connection.createStatement()) {
        for (String table : Tables.inOrderOfReference(connection)) {
          statement.execute("ANALYZE " + table);
        }
      }
    } catch (SQLException e) {
      throw new DatabaseException("The database answered: " + e.getMessage(), e);
    }
    Migrations.restoreFinished(database);
    Migrations.migrate(database);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing is open on it: every slice has ended its transaction.
    }
  }
}

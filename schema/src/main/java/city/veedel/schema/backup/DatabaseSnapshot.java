package city.veedel.schema.backup;

import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.DatabaseException;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * All rows of a database as of one moment, on one connection, while others go on writing. Nobody is
 * held up, except who wants to change or drop a table: the tables are locked against that until the
 * end. Not thread-safe.
 */
public final class DatabaseSnapshot implements AutoCloseable {
  /** A login is no part of a backup: whoever restores it logs in anew. */
  private static final String WITHOUT_LOGINS = "access_token WHERE kind <> 'session'";

  private static final Duration SILENCE = Duration.ofHours(1);

  private final Connection connection;
  private final int schemaVersion;
  private final List<StoredPosition> positions;

  private DatabaseSnapshot(
      Connection connection, int schemaVersion, List<StoredPosition> positions) {
    this.connection = connection;
    this.schemaVersion = schemaVersion;
    this.positions = positions;
  }

  /**
   * @throws DatabaseException when the database is away or its tables are being changed
   * @throws IllegalStateException when no product has ever stored anything in it
   */
  public static DatabaseSnapshot open(DatabaseConfig config) {
    try {
      Connection connection = connect(config, "veedel-backup");
      try {
        return begin(connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new DatabaseException("The database answered: " + e.getMessage(), e);
    }
  }

  /** Without bounds that fit short statements, and with settings that make text unambiguous. */
  static Connection connect(DatabaseConfig config, String applicationName) throws SQLException {
    Connection connection =
        Database.connect(config.withTimeouts(SILENCE.minusSeconds(1), SILENCE), applicationName);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = 0");
      statement.execute("SET idle_in_transaction_session_timeout = 0");
      statement.execute("SET DateStyle = 'ISO, YMD'");
      statement.execute("SET IntervalStyle = 'postgres'");
      statement.execute("SET bytea_output = 'hex'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static DatabaseSnapshot begin(Connection connection) throws SQLException {
    List<String> tables = Tables.inOrderOfReference(connection);
    if (!tables.contains(Slice.OBSERVATIONS)) {
      throw new IllegalStateException(
          "There is nothing to back up: no product has used this database yet.");
    }
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // Before the first query, which fixes the moment: what is seen from then on cannot be
      // dropped.
      statement.execute("LOCK TABLE " + String.join(", ", tables) + " IN ACCESS SHARE MODE");
      return new DatabaseSnapshot(connection, version(statement), positions(statement));
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT max(version::int) FROM flyway_schema_history WHERE success")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static List<StoredPosition> positions(Statement statement) throws SQLException {
    List<StoredPosition> positions = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery("SELECT journal_id, batch, index FROM ingest_position")) {
      while (row.next()) {
        positions.add(
            new StoredPosition(row.getObject(1, UUID.class), row.getLong(2), row.getInt(3)));
      }
    }
    return positions;
  }

  /** Number of the last migration. */
  public int schemaVersion() {
    return schemaVersion;
  }

  public Optional<StoredPosition> positionOf(UUID journal) {
    return positions.stream().filter(position -> position.journal().equals(journal)).findFirst();
  }

  /** Everything there is, in an order in which it can be loaded. */
  public List<Slice> slices() {
    try {
      List<Slice> slices = new ArrayList<>();
      for (String table : Tables.inOrderOfReference(connection)) {
        List<String> columns = Tables.columns(connection, table);
        if (table.equals(Slice.OBSERVATIONS)) {
          for (String month : Tables.observedMonths(connection)) {
            slices.add(new Slice(table, columns, Optional.of(month)));
          }
        } else {
          slices.add(new Slice(table, columns, Optional.empty()));
        }
      }
      return slices;
    } catch (SQLException e) {
      throw new DatabaseException("The database answered: " + e.getMessage(), e);
    }
  }

  public List<NumberSource> numberSources() {
    try {
      return Tables.numberSources(connection);
    } catch (SQLException e) {
      throw new DatabaseException("The database answered: " + e.getMessage(), e);
    }
  }

  /** After how long raw observations are dropped while their roll-ups stay; empty for never. */
  public Optional<String> rawRetention() {
    try {
      String kept =
          "SELECT config ->> 'drop_after' FROM timescaledb_information.jobs"
              + " WHERE proc_name = 'policy_retention' AND hypertable_schema = ?";
      return Tables.onTimescale(connection)
          ? Tables.texts(connection, kept, Database.SCHEMA).stream().findFirst()
          : Optional.empty();
    } catch (SQLException e) {
      throw new DatabaseException("The database answered: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the rows of a slice in the text format of {@code COPY}: a line a row. Streams: memory
   * does not grow with the rows.
   *
   * @return number of rows
   */
  public long write(Slice slice, OutputStream target) throws IOException {
    String rows =
        switch (slice.table()) {
          case "access_token" -> WITHOUT_LOGINS;
          case Slice.OBSERVATIONS ->
              slice.table()
                  + " WHERE %1$s >= '%2$s' AND %1$s < '%2$s'::timestamptz + interval '1 month'"
                      .formatted(Slice.TIME, slice.monthBegins());
          default -> slice.table();
        };
    try {
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (SELECT " + slice.columnList() + " FROM " + rows + ") TO STDOUT", target);
    } catch (SQLException e) {
      throw new DatabaseException(slice.name() + " could not be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The server has dropped it already, and with it the transaction, which only read.
    }
  }
}

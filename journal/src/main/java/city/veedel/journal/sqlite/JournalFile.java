package city.veedel.journal.sqlite;

import city.veedel.journal.Handshake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import org.sqlite.SQLiteErrorCode;

/** The file being written. For the writer thread only. */
final class JournalFile implements AutoCloseable {
  private static final String[] SCHEMA = {
    FileState.SCHEMA,
    """
    CREATE TABLE batch(
      number INTEGER PRIMARY KEY, entries INTEGER NOT NULL, checksum INTEGER NOT NULL,
      content BLOB NOT NULL)\
    """,
    """
    CREATE TABLE handshake(
      client TEXT NOT NULL, number INTEGER NOT NULL, checksum INTEGER NOT NULL,
      PRIMARY KEY (client, number)) WITHOUT ROWID\
    """
  };

  private final Path path;
  private final FileState created;
  private final Connection connection;
  private final PreparedStatement insertBatch;
  private final PreparedStatement updateState;
  private final PreparedStatement insertHandshake;
  private final PreparedStatement deleteHandshake;

  private JournalFile(Path path, FileState created, Connection connection) throws SQLException {
    this.path = path;
    this.created = created;
    this.connection = connection;
    connection.setAutoCommit(false);
    this.insertBatch =
        connection.prepareStatement(
            "INSERT INTO batch(number, entries, checksum, content) VALUES (?, ?, ?, ?)");
    this.updateState = connection.prepareStatement("UPDATE state SET next = ?, checksum = ?");
    this.insertHandshake = connection.prepareStatement(INSERT_HANDSHAKE);
    this.deleteHandshake =
        connection.prepareStatement("DELETE FROM handshake WHERE client = ? AND number = ?");
  }

  private static final String INSERT_HANDSHAKE =
      "INSERT OR IGNORE INTO handshake(client, number, checksum) VALUES (?, ?, ?)";

  /**
   * Makes the file under another name, with the open handshakes in it, and renames it when it is
   * synced: a file that has its name is complete.
   */
  static JournalFile create(
      JournalDirectory directory, FileState state, Collection<Handshake> handshakes)
      throws SQLException, IOException {
    Path path = directory.file(state.first());
    Path unfinished = directory.unfinished(state.first());
    try {
      write(unfinished, state, handshakes);
      directory.name(unfinished, path);
    } finally {
      // After a full disk, what there is of it must not take the space, or be taken for ours.
      directory.removeUnfinished();
    }
    Connection connection = Databases.write(path);
    try {
      return new JournalFile(path, state, connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Makes a complete file, synced, without a log. */
  static void write(Path path, FileState state, Collection<Handshake> handshakes)
      throws SQLException {
    try (Connection connection = Databases.create(path)) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        for (String table : SCHEMA) {
          statement.execute(table);
        }
      }
      state.insert(connection);
      try (PreparedStatement insert = connection.prepareStatement(INSERT_HANDSHAKE)) {
        for (Handshake handshake : handshakes) {
          insert(insert, handshake);
        }
      }
      connection.commit();
    }
  }

  /**
   * Fails if the tables are not those made here, to the letter: one wrong bit in a type changes
   * what a query finds, and SQLite has no objection.
   */
  static void checkSchema(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT sql FROM sqlite_schema ORDER BY rowid")) {
      for (String table : SCHEMA) {
        if (!row.next() || !table.equals(row.getString(1))) {
          throw new SQLException("the schema of a journal file is damaged");
        }
      }
    }
  }

  Path path() {
    return path;
  }

  long first() {
    return created.first();
  }

  void put(long number, int entries, byte[] content) throws SQLException {
    insertBatch.setLong(1, number);
    insertBatch.setInt(2, entries);
    insertBatch.setLong(3, Checksums.ofBatch(number, entries, content));
    insertBatch.setBytes(4, content);
    insertBatch.executeUpdate();
    long next = number + 1;
    updateState.setLong(1, next);
    updateState.setLong(
        2, Checksums.ofState(created.journal(), created.first(), created.follows(), next));
    updateState.executeUpdate();
  }

  void begin(Handshake handshake) throws SQLException {
    insert(insertHandshake, handshake);
  }

  void end(Handshake handshake) throws SQLException {
    deleteHandshake.setString(1, handshake.client());
    deleteHandshake.setInt(2, handshake.number());
    deleteHandshake.executeUpdate();
  }

  /** Returns when everything since the last commit is synced. */
  void commit() throws SQLException {
    connection.commit();
  }

  /** Forgets what was not committed. After some errors SQLite has done so by itself. */
  void rollback() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try {
        statement.execute("ROLLBACK");
      } catch (SQLException e) {
        if (e.getErrorCode() != SQLiteErrorCode.SQLITE_ERROR.code) {
          throw e;
        }
      }
      statement.execute("BEGIN");
    }
  }

  long logBytes() throws IOException {
    Path log = JournalDirectory.log(path);
    return Files.exists(log) ? Files.size(log) : 0;
  }

  long bytes() throws IOException {
    return Files.size(path) + logBytes();
  }

  /** Whether the log is empty afterwards; a reader may be in the way for a moment. */
  boolean checkpoint(String mode) throws SQLException {
    connection.setAutoCommit(true);
    try {
      return Databases.checkpoint(connection, mode);
    } finally {
      connection.setAutoCommit(false);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static void insert(PreparedStatement insert, Handshake handshake) throws SQLException {
    insert.setString(1, handshake.client());
    insert.setInt(2, handshake.number());
    insert.setLong(3, Checksums.ofHandshake(handshake));
    insert.executeUpdate();
  }
}

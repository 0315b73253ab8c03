package city.veedel.journal.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Opens the files of a journal, with every setting that matters written out. */
final class Databases {
  /** Readers hold a snapshot for one look-up only; whoever waits longer found a fault. */
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  private Databases() {}

  /** A new file, outside the write-ahead log, so that it is complete before it gets its name. */
  static Connection create(Path path) throws SQLException {
    Connection connection = open(url(path, ""), config());
    apply(
        connection,
        "page_size=4096",
        "auto_vacuum=NONE",
        "journal_mode=DELETE",
        "synchronous=EXTRA");
    return connection;
  }

  /** For the one writer. Opening brings back what a crash left in the write-ahead log. */
  static Connection write(Path path) throws SQLException {
    SQLiteConfig config = config();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    Connection connection = open(url(path, ""), config);
    apply(
        connection,
        "journal_mode=WAL",
        // Every commit is synced before it returns: the acknowledgement depends on it.
        "synchronous=FULL",
        // A checkpoint that SQLite starts by itself swallows its I/O errors; ours does not.
        "wal_autocheckpoint=0",
        "journal_size_limit=67108864");
    return connection;
  }

  /** For readers, beside the writer. Never checkpoints. */
  static Connection read(Path path) throws SQLException {
    return readOnly(url(path, ""));
  }

  /** For readers of a file that nobody writes any more: needs no lock, no log and no disk space. */
  static Connection readSealed(Path path) throws SQLException {
    return readOnly(url(path, "?immutable=1"));
  }

  private static Connection readOnly(String url) throws SQLException {
    SQLiteConfig config = config();
    config.setReadOnly(true);
    return open(url, config);
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    return config;
  }

  private static Connection open(String url, SQLiteConfig config) throws SQLException {
    Connection connection = config.createConnection(url);
    apply(
        connection,
        "locking_mode=NORMAL",
        "temp_store=MEMORY",
        "cell_size_check=ON",
        "trusted_schema=OFF",
        // A bad sector under a mapping ends the process by SIGBUS; under read() it is an error.
        "mmap_size=0",
        // macOS: fsync alone does not reach the medium.
        "fullfsync=ON",
        "checkpoint_fullfsync=ON");
    return connection;
  }

  private static void apply(Connection connection, String... pragmas) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String pragma : pragmas) {
        statement.execute("PRAGMA " + pragma);
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Moves what is in the write-ahead log into the database. Whether all of it went. */
  static boolean checkpoint(Connection connection, String mode) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      return result.next() && result.getInt(1) == 0 && result.getInt(2) == result.getInt(3);
    }
  }

  private static String url(Path path, String query) {
    // toUri quotes what a URI file name may not hold, as for a directory named "100 %?".
    return "jdbc:sqlite:file:" + path.toAbsolutePath().toUri().getRawPath() + query;
  }
}

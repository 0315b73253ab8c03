package city.veedel.journal.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;

/**
 * What a file says about itself, in its one row of {@code state}.
 *
 * @param first number of the first batch this file may hold
 * @param follows where the file before it ended. Numbers between the two never existed
 * @param next number of the next batch, so that a batch that vanished from the end is missed
 */
record FileState(UUID journal, long first, long follows, long next) {
  static final String SCHEMA =
      """
      CREATE TABLE state(
        only INTEGER PRIMARY KEY CHECK (only = 1), journal TEXT NOT NULL,
        first INTEGER NOT NULL, follows INTEGER NOT NULL, next INTEGER NOT NULL,
        checksum INTEGER NOT NULL)\
      """;

  private static final String INSERT =
      "INSERT INTO state(only, journal, first, follows, next, checksum) VALUES (1, ?, ?, ?, ?, ?)";

  void insert(Connection connection) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, journal.toString());
      insert.setLong(2, first);
      insert.setLong(3, follows);
      insert.setLong(4, next);
      insert.setLong(5, Checksums.ofState(journal, first, follows, next));
      insert.executeUpdate();
    }
  }

  /** The row, unless it is damaged. */
  static Optional<FileState> read(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery(
                "SELECT journal, first, follows, next, checksum FROM state WHERE only = 1")) {
      if (!row.next()) {
        return Optional.empty();
      }
      FileState state =
          new FileState(
              UUID.fromString(row.getString(1)), row.getLong(2), row.getLong(3), row.getLong(4));
      boolean sound =
          row.getLong(5)
              == Checksums.ofState(state.journal, state.first, state.follows, state.next);
      return sound ? Optional.of(state) : Optional.empty();
    } catch (SQLException e) {
      if (!Trouble.isUnreadable(e)) {
        throw e;
      }
      return Optional.empty();
    } catch (IllegalArgumentException | NullPointerException e) {
      // Not a UUID, or not a text at all.
      return Optional.empty();
    }
  }
}

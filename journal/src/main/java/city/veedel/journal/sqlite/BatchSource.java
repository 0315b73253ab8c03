package city.veedel.journal.sqlite;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Looks up the batches of one file by number, on a connection of its own. */
final class BatchSource implements AutoCloseable {
  /** What a look-up came to. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody writes to them.
  sealed interface Found {
    record Sound(int entries, byte[] content) implements Found {}

    /**
     * @param content what there was to read, or empty
     */
    record Damaged(String what, byte[] content) implements Found {}

    /** The file has been released and deleted meanwhile. */
    record Gone() implements Found {}
  }

  private static final byte[] NOTHING = {};

  private final Span span;
  private @Nullable Connection connection;
  private @Nullable PreparedStatement select;

  BatchSource(Span span) {
    this.span = span;
  }

  Span span() {
    return span;
  }

  /**
   * @throws SQLException if the disk cannot be read; unlike damage this may pass, so it skips
   *     nothing
   */
  Found find(long number) throws SQLException {
    try {
      PreparedStatement query = prepared();
      query.setLong(1, number);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return new Found.Damaged("missing", NOTHING);
        }
        byte[] content = row.getBytes(3);
        if (content == null
            || row.getLong(2) != Checksums.ofBatch(number, row.getInt(1), content)) {
          return new Found.Damaged("checksum", content == null ? NOTHING : content);
        }
        return new Found.Sound(row.getInt(1), content);
      }
    } catch (SQLException e) {
      if (!Files.exists(span.path())) {
        return new Found.Gone();
      }
      if (Trouble.isUnreadable(e)) {
        return new Found.Damaged(String.valueOf(e.getMessage()), NOTHING);
      }
      throw e;
    }
  }

  private PreparedStatement prepared() throws SQLException {
    PreparedStatement query = select;
    if (query == null) {
      Connection opened = connection;
      if (opened == null) {
        opened = span.open() ? Databases.read(span.path()) : Databases.readSealed(span.path());
        connection = opened;
      }
      query =
          opened.prepareStatement("SELECT entries, checksum, content FROM batch WHERE number = ?");
      select = query;
    }
    return query;
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}

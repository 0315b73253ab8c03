package city.veedel.ingest.store;

import city.veedel.schema.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Reads the raw messages that are kept, for whoever wants to decode them again. */
public final class RawMessages {
  /** Most messages of one answer; page on with an earlier {@code to}. */
  public static final int MAX_MESSAGES = 10_000;

  /** Blocks fetched at a time, of {@link RawBlock#FULL_BYTES} at most before compression. */
  private static final int FETCHED_BLOCKS = 8;

  /** Receipt times differ from message to message within a gateway. */
  private static final Comparator<KeptMessage> BY_RECEIPT =
      Comparator.comparing((KeptMessage kept) -> kept.provenance().receivedAt())
          .thenComparing(kept -> kept.provenance().device().value());

  private final Database database;

  public RawMessages(Database database) {
    this.database = database;
  }

  /**
   * The last messages of a device type that were received in a stretch of time, oldest first, each
   * once: a journal that was read again from its start may have stored some twice.
   *
   * @param limit 1 to {@link #MAX_MESSAGES}
   * @param from received then or later
   * @param to received before
   */
  public List<KeptMessage> last(int limit, String deviceTypeId, Instant from, Instant to) {
    if (limit < 1 || limit > MAX_MESSAGES) {
      throw new IllegalArgumentException(
          "at most " + MAX_MESSAGES + " messages are read at a time, was " + limit);
    }
    return database.inTransaction(connection -> {
      try (PreparedStatement query =
          connection.prepareStatement(
              """
              SELECT content, last_received_at FROM raw_messages
              WHERE device_type_id = ? AND last_received_at >= ? AND first_received_at < ?
              ORDER BY last_received_at DESC\
              """)) {
        query.setFetchSize(FETCHED_BLOCKS);
        query.setString(1, deviceTypeId);
        query.setObject(2, from.atOffset(ZoneOffset.UTC));
        query.setObject(3, to.atOffset(ZoneOffset.UTC));
        return newest(limit, deviceTypeId, from, to, query);
      }
    });
  }

  private static List<KeptMessage> newest(
      int limit, String deviceTypeId, Instant from, Instant to, PreparedStatement query)
      throws SQLException {
    TreeSet<KeptMessage> newest = new TreeSet<>(BY_RECEIPT);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        Instant last = row.getObject(2, java.time.OffsetDateTime.class).toInstant();
        if (newest.size() == limit && last.isBefore(newest.first().provenance().receivedAt())) {
          break;
        }
        for (KeptMessage kept : RawBlock.unpack(deviceTypeId, row.getBytes(1))) {
          Instant receivedAt = kept.provenance().receivedAt();
          if (!receivedAt.isBefore(from) && receivedAt.isBefore(to)) {
            newest.add(kept);
            if (newest.size() > limit) {
              newest.removeFirst();
            }
          }
        }
      }
    }
    return List.copyOf(newest);
  }
}

package city.veedel.ingest.store;

import city.veedel.ingest.Batch;
import city.veedel.journal.Entry;
import city.veedel.journal.Position;
import city.veedel.model.RawMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Accepted messages as they came in: a few compressed rows a batch, in its transaction. Whether a
 * type keeps any, and how long, is what the registry says now, so that nothing is kept of a type
 * that stopped between acceptance and storing.
 */
final class RawBlocks {
  /** Blocks below both are joined with their neighbours. */
  private static final int SMALL_MESSAGES = 512;

  private static final int SMALL_BYTES = 1 << 16;

  /** Joined at a time; with {@link #SMALL_BYTES} this bounds the memory. */
  static final int MAX_JOINED = 500;

  /** Deleted at a time. */
  static final int MAX_EXPIRED = 1_000;

  private record Origin(UUID journal, Position position) {}

  private final Connection connection;

  RawBlocks(Connection connection) {
    this.connection = connection;
  }

  /** What {@code batch} brought along. Storing the same batch again changes nothing. */
  void insert(Batch batch) throws SQLException {
    Map<String, Integer> parts = new TreeMap<>();
    Map<String, RawBlock> open = new TreeMap<>();
    Origin origin = new Origin(batch.journal(), batch.from());
    try (PreparedStatement insert = insertion()) {
      for (Entry entry : batch.entries()) {
        RawMessage raw = entry instanceof Entry.Accepted accepted ? accepted.raw() : null;
        if (raw != null) {
          RawBlock block = open.computeIfAbsent(raw.deviceTypeId(), type -> new RawBlock());
          block.add(((Entry.Accepted) entry).provenance(), raw);
          if (block.isFull()) {
            open.remove(raw.deviceTypeId());
            int part = parts.merge(raw.deviceTypeId(), 1, Integer::sum);
            add(insert, raw.deviceTypeId(), block, origin, part);
          }
        }
      }
      if (open.isEmpty() && parts.isEmpty()) {
        return;
      }
      for (Map.Entry<String, RawBlock> rest : open.entrySet()) {
        add(insert, rest.getKey(), rest.getValue(), origin, 0);
      }
      insert.executeBatch();
    }
  }

  /**
   * Joins small blocks of one type and hour into one: a quiet city's batches hold a message or two,
   * and a row each would be dear. At most {@link #MAX_JOINED} blocks.
   *
   * @return how many blocks were joined
   */
  int join() throws SQLException {
    List<Long> joined = new ArrayList<>();
    RawBlock block = new RawBlock();
    String type = null;
    Origin origin = null;
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            WITH most AS (
              SELECT device_type_id, date_trunc('hour', last_received_at) AS hour
              FROM raw_messages WHERE messages < %1$d AND bytes < %2$d
              GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY count(*) DESC LIMIT 1
            )
            SELECT r.block_id, r.device_type_id, r.content, r.journal_id, r.journal_batch,
              r.journal_index
            FROM raw_messages r JOIN most m ON r.device_type_id = m.device_type_id
              AND r.last_received_at >= m.hour AND r.last_received_at < m.hour + INTERVAL '1 hour'
            WHERE r.messages < %1$d AND r.bytes < %2$d
            ORDER BY r.first_received_at LIMIT %3$d\
            """
                .formatted(SMALL_MESSAGES, SMALL_BYTES, MAX_JOINED))) {
      try (ResultSet row = query.executeQuery()) {
        while (row.next() && !block.isFull()) {
          joined.add(row.getLong(1));
          type = row.getString(2);
          RawBlock.unpack(type, row.getBytes(3))
              .forEach(kept -> block.add(kept.provenance(), kept.message()));
          if (origin == null) {
            origin =
                new Origin(
                    row.getObject(4, UUID.class), new Position(row.getLong(5), row.getInt(6)));
          }
        }
      }
    }
    if (type == null || origin == null) {
      return 0;
    }
    delete(joined);
    try (PreparedStatement insert = insertion()) {
      add(insert, type, block, origin, 0);
      insert.executeBatch();
    }
    return joined.size();
  }

  /**
   * Deletes what is past its days, and what belongs to a type that keeps none any more; at most
   * {@link #MAX_EXPIRED} blocks.
   *
   * @return how many blocks were deleted
   */
  int expire(Instant now) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            DELETE FROM raw_messages WHERE block_id IN (
              SELECT block_id FROM raw_messages WHERE keep_until <= ?
              UNION ALL
              SELECT r.block_id FROM device_type t JOIN raw_messages r USING (device_type_id)
              WHERE t.keep_raw_days = 0
              LIMIT %d)\
            """
                .formatted(MAX_EXPIRED))) {
      delete.setObject(1, now.atOffset(ZoneOffset.UTC));
      return delete.executeUpdate();
    }
  }

  private PreparedStatement insertion() throws SQLException {
    return connection.prepareStatement(
        """
        INSERT INTO raw_messages (device_type_id, first_received_at, last_received_at, messages,
          bytes, content, keep_until, journal_id, journal_batch, journal_index, part)
        SELECT t.device_type_id, v.first, v.last, ?, ?, ?,
          v.last + make_interval(days => t.keep_raw_days), ?, ?, ?, ?
        FROM (VALUES (?::text, ?::timestamptz, ?::timestamptz)) AS v (type, first, last)
        JOIN device_type t ON t.device_type_id = v.type
        WHERE t.keep_raw_days > 0
        ON CONFLICT DO NOTHING\
        """);
  }

  private static void add(
      PreparedStatement insert, String type, RawBlock block, Origin origin, int part)
      throws SQLException {
    RawBlock.Packed packed = block.pack();
    insert.setInt(1, packed.messages());
    insert.setInt(2, packed.bytes());
    insert.setBytes(3, packed.content().bytes());
    insert.setObject(4, origin.journal());
    insert.setLong(5, origin.position().batch());
    insert.setInt(6, origin.position().index());
    insert.setInt(7, part);
    insert.setString(8, type);
    insert.setObject(9, packed.firstReceivedAt().atOffset(ZoneOffset.UTC));
    insert.setObject(10, packed.lastReceivedAt().atOffset(ZoneOffset.UTC));
    insert.addBatch();
  }

  private void delete(List<Long> blocks) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM raw_messages WHERE block_id = ANY (?)")) {
      delete.setArray(1, connection.createArrayOf("bigint", blocks.toArray()));
      delete.executeUpdate();
    }
  }
}

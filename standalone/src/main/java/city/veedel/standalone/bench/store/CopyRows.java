package city.veedel.standalone.bench.store;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Made-up rows of {@code observation} in the binary format of COPY, in the order in which devices
 * send them: round after round, each of a range of datastreams once.
 */
final class CopyRows {
  private static final String COPY =
      """
      COPY observation (datastream_id, phenomenon_time, result, result_text, received_at, sequence,
        flags) FROM STDIN (FORMAT binary)\
      """;

  private static final int COLUMNS = 7;
  private static final int ROW_BYTES = 2 + 4 + 4 + 4 + 8 + 4 + 8 + 4 + 4 + 8 + 4 + 4 + 2;
  private static final int HEADER_BYTES = 19;
  private static final int TRAILER_BYTES = 2;
  private static final int FLUSH_ROWS = 1_000;
  private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private final int firstId;
  private final int datastreams;
  private final long firstMicros;
  private final long stepMicros;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(HEADER_BYTES + TRAILER_BYTES + ROW_BYTES * FLUSH_ROWS);
  private long row;

  /**
   * @param firstId of the datastreams, whose ids have no gaps
   * @param step from one round to the next
   */
  CopyRows(int firstId, int datastreams, Instant firstTime, Duration step) {
    this.firstId = firstId;
    this.datastreams = datastreams;
    this.firstMicros = ChronoUnit.MICROS.between(POSTGRES_EPOCH, firstTime);
    this.stepMicros = step.toNanos() / 1_000;
  }

  /** The next rows, in the transaction of the connection. */
  void copy(Connection connection, int rows) throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    buffer.clear();
    buffer.put(new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0});
    buffer.putInt(0).putInt(0);
    for (int i = 1; i <= rows; i++) {
      write();
      if (i % FLUSH_ROWS == 0) {
        flush(copy);
      }
    }
    buffer.putShort((short) -1);
    flush(copy);
    copy.endCopy();
  }

  private void write() {
    long time = firstMicros + row / datastreams * stepMicros;
    buffer.putShort((short) COLUMNS);
    buffer.putInt(4).putInt(firstId + (int) (row % datastreams));
    buffer.putInt(8).putLong(time);
    buffer.putInt(8).putDouble(row % 1_000 / 10.0);
    buffer.putInt(-1);
    buffer.putInt(8).putLong(time + 250_000);
    buffer.putInt(-1);
    buffer.putInt(2).putShort((short) 0);
    row++;
  }

  private void flush(CopyIn copy) throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}

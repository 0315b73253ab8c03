package city.veedel.ingest.store;

import city.veedel.model.Provenance;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows into {@code observation} by the binary format of COPY (PostgreSQL manual, COPY, "Binary
 * Format"): twice as fast as anything that goes through INSERT.
 */
final class BinaryCopy {
  private static final String COPY =
      """
      COPY observation (datastream_id, phenomenon_time, result, result_text, received_at, sequence,
        flags, decoder_version) FROM STDIN (FORMAT binary)\
      """;
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final short COLUMNS = 8;
  private static final int NULL_LENGTH = -1;
  private static final int FLUSH_BYTES = 1 << 16;

  /** 2000-01-01, where PostgreSQL counts from, in microseconds since 1970. */
  private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

  private byte[] buffer = new byte[FLUSH_BYTES * 2];
  private int length;

  void copy(Connection connection, List<Row> rows) throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    try {
      length = 0;
      header();
      for (Row row : rows) {
        row(row);
        if (length >= FLUSH_BYTES) {
          copy.writeToCopy(buffer, 0, length);
          length = 0;
        }
      }
      int2((short) -1);
      copy.writeToCopy(buffer, 0, length);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void header() {
    bytes(SIGNATURE);
    int4(0);
    int4(0);
  }

  private void row(Row row) {
    int2(COLUMNS);
    int4(Integer.BYTES);
    int4(row.datastream());
    time(row.time());
    number(row.result());
    text(row.text());
    time(row.receivedAt());
    if (row.sequence() == Row.NO_SEQUENCE) {
      int4(NULL_LENGTH);
    } else {
      int4(Long.BYTES);
      int8(row.sequence());
    }
    int4(Short.BYTES);
    int2((short) (row.timeIsReceipt() ? 1 : 0));
    if (row.decoderVersion() == Provenance.UNVERSIONED) {
      int4(NULL_LENGTH);
    } else {
      int4(Short.BYTES);
      int2((short) row.decoderVersion());
    }
  }

  private void time(long micros) {
    int4(Long.BYTES);
    int8(micros - POSTGRES_EPOCH_MICROS);
  }

  private void number(@Nullable Double value) {
    if (value == null) {
      int4(NULL_LENGTH);
    } else {
      int4(Double.BYTES);
      int8(Double.doubleToLongBits(value));
    }
  }

  private void text(@Nullable String value) {
    if (value == null) {
      int4(NULL_LENGTH);
    } else {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      int4(utf8.length);
      bytes(utf8);
    }
  }

  private void int2(short value) {
    room(Short.BYTES);
    buffer[length++] = (byte) (value >>> 8);
    buffer[length++] = (byte) value;
  }

  private void int4(int value) {
    int2((short) (value >>> 16));
    int2((short) value);
  }

  private void int8(long value) {
    int4((int) (value >>> 32));
    int4((int) value);
  }

  private void bytes(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, buffer, length, value.length);
    length += value.length;
  }

  private void room(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}

package city.veedel.journal.sqlite;

import city.veedel.journal.Handshake;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/** CRC32C over everything that is stored, keys included: SQLite itself does not check its pages. */
final class Checksums {
  private Checksums() {}

  static long ofBatch(long number, int entries, byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(16).putLong(number).putInt(entries).putInt(content.length).flip());
    crc.update(content);
    return crc.getValue();
  }

  static long ofState(UUID journal, long first, long follows, long next) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(40)
            .putLong(journal.getMostSignificantBits())
            .putLong(journal.getLeastSignificantBits())
            .putLong(first)
            .putLong(follows)
            .putLong(next)
            .flip());
    return crc.getValue();
  }

  static long ofHandshake(Handshake handshake) {
    CRC32C crc = new CRC32C();
    crc.update(handshake.client().getBytes(StandardCharsets.UTF_8));
    crc.update(ByteBuffer.allocate(4).putInt(handshake.number()).flip());
    return crc.getValue();
  }
}

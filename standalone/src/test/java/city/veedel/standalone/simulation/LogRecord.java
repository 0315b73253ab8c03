package city.veedel.standalone.simulation;

import city.veedel.journal.Handshake;
import city.veedel.model.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One group commit as it is on the disk: mark, length, number, CRC32C over both and the body, body.
 * The body holds the handshakes begun and ended in it, and a block of entries.
 *
 * @param number of the batch, or 0 if there are no entries in it
 */
record LogRecord(long number, List<Handshake> begun, List<Handshake> ended, Payload block) {
  private static final int MARK = 0x5645_4544;
  private static final int HEAD = 4 + 4 + 8 + 4;

  /** A record and where it lies. */
  record Found(LogRecord record, int from, int to) {}

  byte[] bytes() {
    byte[] body = body();
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + body.length);
    bytes.putInt(MARK).putInt(body.length).putLong(number).putInt(checksum(number, body)).put(body);
    return bytes.array();
  }

  private byte[] body() {
    int size = 8 + block.length();
    for (Handshake handshake : begun) {
      size += size(handshake);
    }
    for (Handshake handshake : ended) {
      size += size(handshake);
    }
    ByteBuffer body = ByteBuffer.allocate(size);
    put(body, begun);
    put(body, ended);
    return body.put(block.bytes()).array();
  }

  private static int size(Handshake handshake) {
    return 8 + handshake.client().getBytes(StandardCharsets.UTF_8).length;
  }

  private static void put(ByteBuffer body, List<Handshake> handshakes) {
    body.putInt(handshakes.size());
    for (Handshake handshake : handshakes) {
      byte[] client = handshake.client().getBytes(StandardCharsets.UTF_8);
      body.putInt(handshake.number()).putInt(client.length).put(client);
    }
  }

  /** The record that begins here, or null if none does. */
  static @Nullable Found at(byte[] bytes, int from, boolean checked) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, bytes.length - from);
    if (buffer.remaining() < HEAD || buffer.getInt() != MARK) {
      return null;
    }
    int length = buffer.getInt();
    long number = buffer.getLong();
    int checksum = buffer.getInt();
    if (length < 8 || length > buffer.remaining()) {
      return null;
    }
    byte[] body = new byte[length];
    buffer.get(body);
    if (checked && checksum != checksum(number, body)) {
      return null;
    }
    LogRecord record = parse(number, body);
    return record == null ? null : new Found(record, from, from + HEAD + length);
  }

  private static @Nullable LogRecord parse(long number, byte[] bytes) {
    ByteBuffer body = ByteBuffer.wrap(bytes);
    List<Handshake> begun = take(body);
    List<Handshake> ended = begun == null ? null : take(body);
    if (begun == null || ended == null) {
      return null;
    }
    byte[] block = new byte[body.remaining()];
    body.get(block);
    return new LogRecord(number, begun, ended, Payload.wrap(block));
  }

  private static @Nullable List<Handshake> take(ByteBuffer body) {
    List<Handshake> handshakes = new ArrayList<>();
    int count = body.remaining() < 4 ? -1 : body.getInt();
    for (int i = 0; i < count; i++) {
      if (body.remaining() < 8) {
        return null;
      }
      int number = body.getInt();
      int length = body.getInt();
      if (length < 0 || length > body.remaining()) {
        return null;
      }
      byte[] client = new byte[length];
      body.get(client);
      handshakes.add(new Handshake(new String(client, StandardCharsets.UTF_8), number));
    }
    return count < 0 ? null : handshakes;
  }

  private static int checksum(long number, byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(12).putLong(number).putInt(body.length).flip());
    crc.update(body);
    return (int) crc.getValue();
  }
}

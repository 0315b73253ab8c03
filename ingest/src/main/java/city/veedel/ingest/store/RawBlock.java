package city.veedel.ingest.store;

import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RawMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Messages of one device type as one value: what repeats from message to message is what a
 * compressor finds.
 *
 * <pre>
 * content = zlib(version message*)
 * message = device protocol assured receivedAt address contentFormat payload
 * </pre>
 *
 * Texts are UTF-8 behind a length of four bytes, as is the payload; the time is microseconds since
 * 1970 in eight bytes.
 */
final class RawBlock {
  /** A block that holds so much is closed, so that a reader needs this much memory. */
  static final int FULL_BYTES = 4 << 20;

  /** A reader of a later version must go on reading this. */
  private static final int VERSION = 1;

  /** A finished block. */
  record Packed(
      Instant firstReceivedAt, Instant lastReceivedAt, int messages, int bytes, Payload content) {}

  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1 << 12);
  private final DataOutputStream out = new DataOutputStream(buffer);
  private int messages;
  private int payloadBytes;
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;

  RawBlock() {
    try {
      out.writeByte(VERSION);
    } catch (IOException e) {
      throw inMemory(e);
    }
  }

  void add(Provenance provenance, RawMessage message) {
    try {
      text(provenance.device().value());
      text(provenance.protocol().code());
      out.writeBoolean(provenance.assured());
      out.writeLong(Micros.of(provenance.receivedAt()));
      text(message.address());
      text(message.contentFormat());
      byte[] payload = message.payload().bytes();
      out.writeInt(payload.length);
      out.write(payload);
    } catch (IOException e) {
      throw inMemory(e);
    }
    messages++;
    payloadBytes += message.payload().length();
    first = provenance.receivedAt().isBefore(first) ? provenance.receivedAt() : first;
    last = provenance.receivedAt().isAfter(last) ? provenance.receivedAt() : last;
  }

  boolean isFull() {
    return buffer.size() >= FULL_BYTES;
  }

  Packed pack() {
    ByteArrayOutputStream content = new ByteArrayOutputStream(buffer.size() / 4 + 64);
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream compressing = new DeflaterOutputStream(content, fast, 1 << 14)) {
      buffer.writeTo(compressing);
    } catch (IOException e) {
      throw inMemory(e);
    } finally {
      fast.end();
    }
    return new Packed(first, last, messages, payloadBytes, Payload.wrap(content.toByteArray()));
  }

  /**
   * @throws UncheckedIOException when the content is no block, or one of a later version
   */
  static List<KeptMessage> unpack(String deviceTypeId, byte[] content) {
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(content)))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IOException(
            "a block of version " + version + "; this program reads version " + VERSION);
      }
      List<KeptMessage> messages = new ArrayList<>();
      for (int next = in.read(); next >= 0; next = in.read()) {
        messages.add(message(deviceTypeId, next, in));
      }
      return messages;
    } catch (IOException e) {
      throw new UncheckedIOException("a block of raw messages cannot be read", e);
    }
  }

  /**
   * @param firstByte of the length of the device, read already to find the end of the block
   */
  private static KeptMessage message(String deviceTypeId, int firstByte, DataInputStream in)
      throws IOException {
    int length = firstByte << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
    DeviceId device = new DeviceId(new String(bytes(length, in), StandardCharsets.UTF_8));
    Protocol protocol = protocol(text(in));
    boolean assured = in.readBoolean();
    Instant receivedAt = Micros.toInstant(in.readLong());
    return new KeptMessage(
        new Provenance(device, protocol, assured, receivedAt),
        new RawMessage(deviceTypeId, text(in), text(in), Payload.wrap(bytes(in.readInt(), in))));
  }

  private void text(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in.readInt(), in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int length, DataInputStream in) throws IOException {
    if (length < 0 || length > FULL_BYTES) {
      throw new IOException("a length of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException(length + " bytes expected, " + bytes.length + " left");
    }
    return bytes;
  }

  private static Protocol protocol(String code) throws IOException {
    return Arrays.stream(Protocol.values())
        .filter(protocol -> protocol.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new IOException("an unknown protocol"));
  }

  private static UncheckedIOException inMemory(IOException e) {
    return new UncheckedIOException("a buffer in memory failed", e);
  }
}

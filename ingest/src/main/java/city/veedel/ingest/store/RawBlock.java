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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * The time is microseconds since 1970 in eight bytes, the payload stands behind its length in four.
 * Texts are UTF-8 behind such a length, and in version 2 only when they are new to the block: then
 * they follow a number -1, else the number of the text, from 0, is all there is. So there is less
 * to compress.
 */
final class RawBlock {
  /** A block that holds so much is closed, so that a reader needs this much memory. */
  static final int FULL_BYTES = 4 << 20;

  /** A reader of a later version must go on reading these. */
  private static final int SPELLED_OUT = 1;

  private static final int VERSION = 2;
  private static final int NEW_TEXT = -1;

  /** A finished block. */
  record Packed(
      Instant firstReceivedAt, Instant lastReceivedAt, int messages, int bytes, Payload content) {}

  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1 << 12);
  private final DataOutputStream out = new DataOutputStream(buffer);
  private final Map<String, Integer> texts = new HashMap<>();
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
      if (version < SPELLED_OUT || version > VERSION) {
        throw new IOException(
            "a block of version " + version + "; this program reads up to version " + VERSION);
      }
      return new Unpacking(deviceTypeId, version, in).all();
    } catch (IOException e) {
      throw new UncheckedIOException("a block of raw messages cannot be read", e);
    } catch (IllegalArgumentException e) {
      // The vocabulary itself refuses, as for an id against its grammar.
      throw new UncheckedIOException(
          "a block of raw messages cannot be read", new IOException("outside the vocabulary", e));
    }
  }

  /** One reading of one block. */
  private static final class Unpacking {
    private final String deviceTypeId;
    private final int version;
    private final DataInputStream in;
    private final List<String> texts = new ArrayList<>();

    Unpacking(String deviceTypeId, int version, DataInputStream in) {
      this.deviceTypeId = deviceTypeId;
      this.version = version;
      this.in = in;
    }

    List<KeptMessage> all() throws IOException {
      List<KeptMessage> messages = new ArrayList<>();
      for (int next = in.read(); next >= 0; next = in.read()) {
        messages.add(message(next));
      }
      return messages;
    }

    /**
     * @param firstByte of the message, read already to find the end of the block
     */
    private KeptMessage message(int firstByte) throws IOException {
      int first = firstByte << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
      DeviceId device = new DeviceId(text(first));
      Protocol protocol = protocol(text(in.readInt()));
      boolean assured = in.readBoolean();
      Instant receivedAt = receivedAt(in.readLong());
      String address = text(in.readInt());
      String contentFormat = text(in.readInt());
      return new KeptMessage(
          new Provenance(device, protocol, assured, receivedAt),
          new RawMessage(
              deviceTypeId, address, contentFormat, Payload.wrap(bytes(in.readInt(), in))));
    }

    private static Instant receivedAt(long micros) throws IOException {
      if (micros < 0) {
        throw new IOException("received before 1970");
      }
      return Micros.toInstant(micros);
    }

    /**
     * @param first the length of the text, or in version 2 its number
     */
    private String text(int first) throws IOException {
      if (version == SPELLED_OUT) {
        return new String(bytes(first, in), StandardCharsets.UTF_8);
      }
      if (first == NEW_TEXT) {
        String text = new String(bytes(in.readInt(), in), StandardCharsets.UTF_8);
        texts.add(text);
        return text;
      }
      if (first < 0 || first >= texts.size()) {
        throw new IOException("text " + first + " of " + texts.size());
      }
      return texts.get(first);
    }
  }

  private void text(String text) throws IOException {
    Integer known = texts.putIfAbsent(text, texts.size());
    if (known != null) {
      out.writeInt(known);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(NEW_TEXT);
    out.writeInt(utf8.length);
    out.write(utf8);
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

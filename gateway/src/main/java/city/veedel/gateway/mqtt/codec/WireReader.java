package city.veedel.gateway.mqtt.codec;

import city.veedel.model.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A cursor over the bytes of one packet. Reading past its end makes the packet malformed. */
final class WireReader {
  private final byte[] data;
  private final int end;
  private int at;

  WireReader(byte[] data, int from, int end) {
    this.data = data;
    this.at = from;
    this.end = end;
  }

  boolean hasMore() {
    return at < end;
  }

  int remaining() {
    return end - at;
  }

  int oneByte() {
    return data[skip(1)] & 0xFF;
  }

  int twoBytes() {
    int from = skip(2);
    return (data[from] & 0xFF) << 8 | data[from + 1] & 0xFF;
  }

  long fourBytes() {
    return (long) twoBytes() << 16 | twoBytes();
  }

  /** Variable byte integer, in the fewest bytes possible [MQTT-1.5.5-1]. */
  int variable() {
    int value = 0;
    for (int shift = 0; shift <= 21; shift += 7) {
      int next = oneByte();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        if (next == 0 && shift > 0) {
          throw ProtocolViolation.malformed("variable byte integer with needless bytes");
        }
        return value;
      }
    }
    throw ProtocolViolation.malformed("variable byte integer of more than four bytes");
  }

  Payload binary() {
    return bytes(twoBytes());
  }

  Payload rest() {
    return bytes(remaining());
  }

  private Payload bytes(int length) {
    int from = skip(length);
    return Payload.wrap(Arrays.copyOfRange(data, from, from + length));
  }

  /**
   * UTF-8 encoded string: well-formed, without surrogates [MQTT-1.5.4-1] and without U+0000
   * [MQTT-1.5.4-2].
   */
  String text() {
    int length = twoBytes();
    int from = skip(length);
    boolean ascii = true;
    for (int i = from; i < from + length; i++) {
      if (data[i] == 0) {
        throw ProtocolViolation.malformed("U+0000 in a string");
      }
      ascii &= data[i] > 0;
    }
    return ascii
        ? new String(data, from, length, StandardCharsets.ISO_8859_1)
        : unicode(from, length);
  }

  private String unicode(int from, int length) {
    try {
      // A fresh decoder reports what String's constructor would replace by U+FFFD.
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(data, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw ProtocolViolation.malformed("a string is not well-formed UTF-8");
    }
  }

  /** Whether the next string has exactly these bytes; if so, it is skipped. */
  boolean skipText(byte[] expected) {
    int from = at + 2;
    if (remaining() < 2 + expected.length
        || ((data[at] & 0xFF) << 8 | data[at + 1] & 0xFF) != expected.length
        || !Arrays.equals(data, from, from + expected.length, expected, 0, expected.length)) {
      return false;
    }
    at = from + expected.length;
    return true;
  }

  WireReader slice(int length) {
    int from = skip(length);
    return new WireReader(data, from, from + length);
  }

  private int skip(int bytes) {
    if (bytes > end - at) {
      throw ProtocolViolation.malformed("the packet ends inside a field");
    }
    int from = at;
    at += bytes;
    return from;
  }
}

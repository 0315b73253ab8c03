package city.veedel.journal.codec;

import city.veedel.model.text.TextTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being read. Every length is checked against what is left before it is believed. */
final class ByteSource {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private final KnownIds ids;
  private int at;

  ByteSource(byte[] bytes, int from, int to, KnownIds ids) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.ids = ids;
  }

  /** The four bytes at {@code offset}, which must be there. */
  static int intAt(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset);
  }

  KnownIds ids() {
    return ids;
  }

  int remaining() {
    return end - at;
  }

  int takeByte() throws MalformedEntryException {
    require(1);
    return bytes[at++] & 0xFF;
  }

  int takeInt() throws MalformedEntryException {
    require(Integer.BYTES);
    int value = (int) INT.get(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  long takeLong() throws MalformedEntryException {
    require(Long.BYTES);
    long value = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  long takeVarint() throws MalformedEntryException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = takeByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedEntryException("an integer has more than ten bytes");
  }

  long takeSignedVarint() throws MalformedEntryException {
    long value = takeVarint();
    return value >>> 1 ^ -(value & 1);
  }

  /** A number of things of which each takes at least {@code bytesEach}. */
  int takeCount(int bytesEach) throws MalformedEntryException {
    long count = takeVarint();
    if (count < 0 || count > remaining() / bytesEach) {
      throw new MalformedEntryException(
          "a count of " + Long.toUnsignedString(count) + " with " + remaining() + " bytes left");
    }
    return (int) count;
  }

  byte[] takeBytes() throws MalformedEntryException {
    int length = takeCount(1);
    byte[] taken = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return taken;
  }

  <T> T takeId(TextTable<T> known) throws MalformedEntryException {
    int length = takeCount(1);
    int start = at;
    at += length;
    T id = known.find(bytes, start, length);
    if (id == null) {
      throw new MalformedEntryException("an id is not ASCII");
    }
    return id;
  }

  String takeString() throws MalformedEntryException {
    int length = takeCount(1);
    int start = at;
    at += length;
    for (int i = start; i < at; i++) {
      if (bytes[i] < 0) {
        return decodeUtf8(start, length);
      }
    }
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }

  private String decodeUtf8(int start, int length) throws MalformedEntryException {
    try {
      // A fresh decoder reports what String's own would silently replace.
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedEntryException("a text is not UTF-8", e);
    }
  }

  private void require(int count) throws MalformedEntryException {
    if (count > remaining()) {
      throw new MalformedEntryException(
          count + " bytes expected, " + remaining() + " left at offset " + at);
    }
  }
}

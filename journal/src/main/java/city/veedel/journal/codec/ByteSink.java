package city.veedel.journal.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written, growing as needed. Integers are LEB128, fixed widths big-endian. */
final class ByteSink {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int length;

  /**
   * @param expected bytes it will probably hold
   */
  ByteSink(int expected) {
    bytes = new byte[expected];
  }

  int length() {
    return length;
  }

  void putByte(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  void putInt(int value) {
    reserve(Integer.BYTES);
    INT.set(bytes, length, value);
    length += Integer.BYTES;
  }

  /** Overwrites an int written before, for a length that was not known then. */
  void patchInt(int offset, int value) {
    INT.set(bytes, offset, value);
  }

  void putLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, length, value);
    length += Long.BYTES;
  }

  /** The value as unsigned, seven bits a byte, lowest first. */
  void putVarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Zigzag, so that small negative numbers are short as well. */
  void putSignedVarint(long value) {
    putVarint(value << 1 ^ value >> 63);
  }

  void putBytes(byte[] value) {
    putVarint(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /** UTF-8. A lone surrogate, which UTF-8 cannot hold, becomes a question mark. */
  void putString(String value) {
    int start = length;
    putVarint(value.length());
    reserve(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 0x7F) {
        length = start;
        putBytes(value.getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[length + i] = (byte) c;
    }
    length += value.length();
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, Math.multiplyExact(bytes.length, 2)));
    }
  }
}

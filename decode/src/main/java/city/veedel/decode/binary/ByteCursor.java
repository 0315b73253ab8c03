package city.veedel.decode.binary;

import city.veedel.model.RefusalReason;
import java.util.HexFormat;

/** Reads numbers out of bytes, from bit to bit; what starts at a whole byte is aligned to one. */
final class ByteCursor {
  private final byte[] bytes;
  private int limit;
  private int bit;
  private int furthest;

  ByteCursor(byte[] bytes) {
    this.bytes = bytes;
    this.limit = bytes.length;
  }

  /** The byte that the next bit is in. */
  int offset() {
    return bit / 8;
  }

  /** The first byte that has not been touched. */
  int end() {
    return (bit + 7) / 8;
  }

  /** The first byte that nothing has read or skipped. */
  int furthest() {
    return furthest;
  }

  int limit() {
    return limit;
  }

  /** Whole bytes from here to the limit. */
  int remaining() {
    return Math.max(0, limit - end());
  }

  /** Ends reading at {@code limit} for a while; gives the former limit. */
  int limitTo(int newLimit) {
    int former = limit;
    limit = newLimit;
    return former;
  }

  void align() {
    bit = end() * 8;
  }

  /**
   * @param at byte offset; negative counts from the end of the payload
   */
  void moveTo(int at, int bitInByte, String what) throws Unreadable {
    int offset = at < 0 ? bytes.length + at : at;
    if (offset < 0) {
      throw truncated(-at, bytes.length, what);
    }
    bit = offset * 8 + bitInByte;
  }

  void skip(int count, String what) throws Unreadable {
    align();
    require(count * 8, what);
    advance(count * 8);
  }

  long unsigned(int count, boolean littleEndian, String what) throws Unreadable {
    align();
    require(count * 8, what);
    int from = bit / 8;
    long value = 0;
    for (int i = 0; i < count; i++) {
      int at = littleEndian ? from + count - 1 - i : from + i;
      value = value << 8 | bytes[at] & 0xFF;
    }
    advance(count * 8);
    return value;
  }

  long bits(int width, boolean lsbFirst, String what) throws Unreadable {
    require(width, what);
    long value = 0;
    for (int i = 0; i < width; i++) {
      int at = bit + i;
      int octet = bytes[at / 8] & 0xFF;
      if (lsbFirst) {
        value |= (long) (octet >> at % 8 & 1) << i;
      } else {
        value = value << 1 | octet >> 7 - at % 8 & 1;
      }
    }
    advance(width);
    return value;
  }

  /** Over the bytes from {@code from} to {@code to}, of which there may be none. */
  int checksum(Checksum checksum, int from, int to) {
    return checksum.over(bytes, from, to);
  }

  String hex(int from, int to) {
    return HexFormat.of().withUpperCase().formatHex(bytes, from, Math.min(to, bytes.length));
  }

  /** The lowest {@code width} bits as two's complement, or as they are. */
  static long extend(long value, int width, boolean signed) {
    if (width == Long.SIZE) {
      return value;
    }
    int unused = Long.SIZE - width;
    return signed ? value << unused >> unused : value << unused >>> unused;
  }

  private void advance(int width) {
    bit += width;
    furthest = Math.max(furthest, end());
  }

  private void require(int width, String what) throws Unreadable {
    if ((long) bit + width > limit * 8L) {
      int wanted = (bit + width + 7) / 8 - offset();
      throw truncated(wanted, Math.max(0, limit - offset()), what);
    }
  }

  private Unreadable truncated(int wanted, int there, String what) {
    return new Unreadable(
        RefusalReason.PAYLOAD_MALFORMED,
        what
            + " needs "
            + count(wanted)
            + " from byte "
            + Math.min(offset(), limit)
            + ", but only "
            + there
            + (there == 1 ? " is" : " are")
            + " left; the payload was cut short, or it is another message",
        limit);
  }

  static String count(int bytes) {
    return bytes == 1 ? "1 byte" : bytes + " bytes";
  }
}

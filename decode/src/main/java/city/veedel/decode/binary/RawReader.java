package city.veedel.decode.binary;

import city.veedel.model.RefusalReason;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads one raw value, as its encoding says. */
final class RawReader {
  private final ByteCursor cursor;
  private final Slots slots;
  private final int port;

  RawReader(ByteCursor cursor, Slots slots, int port) {
    this.cursor = cursor;
    this.slots = slots;
    this.port = port;
  }

  /** Null where the value is made of others and one of them is missing. */
  @Nullable Raw read(Encoding encoding, String name) throws Unreadable {
    return switch (encoding) {
      case Encoding.Whole(int bytes, boolean signed, boolean little) -> {
        long value = cursor.unsigned(bytes, little, name);
        yield new Raw.Whole(ByteCursor.extend(value, bytes * 8, signed), bytes * 8, signed);
      }
      case Encoding.Bits(int width, boolean signed, boolean lsbFirst) -> {
        long value = cursor.bits(width, lsbFirst, name);
        yield new Raw.Whole(ByteCursor.extend(value, width, signed), width, signed);
      }
      case Encoding.Real(int bytes, boolean little) ->
          new Raw.Real(real(cursor.unsigned(bytes, little, name), bytes));
      case Encoding.Bcd(int bytes, boolean little) -> bcd(bytes, little, name);
      case Encoding.Characters(int bytes, boolean hex) -> characters(bytes, hex, name);
      case Encoding.Slice slice -> slots.slice(slice);
      case Encoding.Sum sum -> slots.sum(sum);
      case Encoding.Port _ -> port < 0 ? null : new Raw.Whole(port, 8, false);
    };
  }

  private static double real(long bits, int bytes) {
    return switch (bytes) {
      case 2 -> Float.float16ToFloat((short) bits);
      case 4 -> Float.intBitsToFloat((int) bits);
      default -> Double.longBitsToDouble(bits);
    };
  }

  private Raw bcd(int bytes, boolean little, String name) throws Unreadable {
    cursor.align();
    int from = cursor.offset();
    long packed = cursor.unsigned(bytes, little, name);
    long value = 0;
    for (int shift = bytes * 8 - 4; shift >= 0; shift -= 4) {
      long digit = packed >>> shift & 0xF;
      if (digit > 9) {
        throw new Unreadable(
            RefusalReason.PAYLOAD_MALFORMED,
            name + " is no binary-coded decimal: 0x" + cursor.hex(from, from + bytes),
            from);
      }
      value = value * 10 + digit;
    }
    return new Raw.Whole(value, Long.SIZE, false);
  }

  private Raw characters(int bytes, boolean hex, String name) throws Unreadable {
    cursor.align();
    int from = cursor.offset();
    int count = bytes == 0 ? cursor.remaining() : bytes;
    if (count > EncodingReader.MAX_TEXT_BYTES) {
      throw new Unreadable(
          RefusalReason.VALUE_INVALID,
          name + " has " + count + " bytes; at most " + EncodingReader.MAX_TEXT_BYTES + " are read",
          from);
    }
    cursor.skip(count, name);
    String digits = cursor.hex(from, from + count);
    return new Raw.Characters(hex ? digits : ascii(digits, from, name));
  }

  private static String ascii(String digits, int from, String name) throws Unreadable {
    byte[] octets = HexFormat.of().parseHex(digits);
    int end = octets.length;
    while (end > 0 && octets[end - 1] == 0) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      if (octets[i] < ' ' || octets[i] == 0x7F) {
        throw new Unreadable(
            RefusalReason.PAYLOAD_MALFORMED,
            name + " is no printable ASCII text: 0x" + digits.substring(2 * i, 2 * i + 2),
            from + i);
      }
    }
    return new String(octets, 0, end, StandardCharsets.US_ASCII);
  }
}

package city.veedel.decode.binary;

import java.util.List;

/** How a raw value is written in the bytes, or where else it comes from. */
sealed interface Encoding {
  /** An integer of 1 to 8 whole bytes. */
  record Whole(int bytes, boolean signed, boolean littleEndian) implements Encoding {}

  /**
   * An integer of 1 to 64 bits at any bit.
   *
   * @param lsbFirst bit 0 is the least significant of its byte, and the first bit read the least
   *     significant of the value; otherwise both are the most significant
   */
  record Bits(int width, boolean signed, boolean lsbFirst) implements Encoding {}

  /** Bits of the raw value of an earlier field; bit 0 is worth 1. */
  record Slice(int slot, int bit, int width, boolean signed) implements Encoding {}

  /** Two decimal digits a byte. */
  record Bcd(int bytes, boolean littleEndian) implements Encoding {}

  /** IEEE 754 binary16, binary32 or binary64. */
  record Real(int bytes, boolean littleEndian) implements Encoding {}

  /**
   * Text, or the bytes in hexadecimal.
   *
   * @param bytes 0 stands for all that are left
   */
  record Characters(int bytes, boolean hex) implements Encoding {}

  /** The FPort of the uplink. */
  record Port() implements Encoding {}

  /** {@code constant + Σ factor × value} of earlier fields; absent where one of them is. */
  record Sum(List<Term> terms, double constant) implements Encoding {
    record Term(int slot, double factor) {}
  }
}

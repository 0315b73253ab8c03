package city.veedel.decode.binary;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.codec.CodecResult;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every table and payload. */
class BinaryPropertiesTest {
  private final FieldTable everything = Tables.compile(WholeResults.EVERYTHING);
  private final CayenneLpp lpp = new CayenneLpp();

  @Property(tries = 500)
  void whatIsWrittenBitByBitIsRead(
      @ForAll @Size(min = 1, max = 20) List<@From("integers") Integral> integers,
      @ForAll boolean lsbFirst) {
    StringBuilder source = new StringBuilder("bit-order: ").append(lsbFirst ? "lsb" : "msb");
    source.append("\nfields:\n");
    BitWriter writer = new BitWriter(lsbFirst);
    for (int i = 0; i < integers.size(); i++) {
      Integral integral = integers.get(i);
      source.append("  - {name: f").append(i).append(", ").append(integral.type()).append("}\n");
      integral.write(writer);
    }
    FieldTable table = Tables.compile(source.toString());

    ObjectNode document =
        (ObjectNode) Tables.document(table.decode(Tables.uplink(1, writer.bytes())));

    for (int i = 0; i < integers.size(); i++) {
      assertThat(document.get("f" + i).bigIntegerValue())
          .as(source.toString())
          .isEqualTo(integers.get(i).value());
    }
  }

  @Property(tries = 2000)
  void anyBytesGiveADocumentOrFaults(
      @ForAll @Size(max = 60) byte[] bytes, @ForAll @IntRange(min = -1, max = 8) int port) {
    WholeResults.check(everything.decode(Tables.uplink(port, bytes)), bytes.length);
    WholeResults.check(lpp.decode(Tables.uplink(port, bytes)), bytes.length);
  }

  @Property(tries = 500)
  void anExplanationIsTheDecodingItself(
      @ForAll @Size(max = 40) byte[] bytes, @ForAll @IntRange(min = 1, max = 8) int port) {
    Explanation explanation = everything.explain(Tables.uplink(port, bytes));

    assertThat(explanation.result()).isEqualTo(everything.decode(Tables.uplink(port, bytes)));
    for (FieldTrace field : explanation.fields()) {
      assertThat(field.hex()).hasSize(2 * field.length());
      assertThat(field.offset() + field.length()).isLessThanOrEqualTo(bytes.length);
    }
  }

  @Property(tries = 500)
  void aPayloadThatIsCutShortIsNeverReadAsAWholeOne(
      @ForAll @Size(min = 5, max = 5) byte[] bytes, @ForAll @IntRange(max = 4) int kept) {
    FieldTable table =
        Tables.fields(
            "{name: a, type: uint8}", "{name: b, type: uint, bits: 12}", "{name: c, type: uint16}");

    assertThat(table.decode(Tables.uplink(1, Arrays.copyOf(bytes, kept))))
        .isInstanceOf(CodecResult.Undecodable.class);
  }

  @Provide
  Arbitrary<Integral> integers() {
    Arbitrary<Integer> widths =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 64), Arbitraries.of(8, 16, 24, 32, 40, 48, 56, 64));
    return Combinators.combine(
            widths,
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.longs())
        .as(Integral::new);
  }

  /**
   * @param whole whether it is written as whole bytes where its width allows it
   */
  record Integral(int width, boolean signed, boolean whole, boolean little, long random) {
    BigInteger value() {
      long value = ByteCursor.extend(random, width, signed);
      return signed ? BigInteger.valueOf(value) : new BigInteger(Long.toUnsignedString(value));
    }

    String type() {
      String name = signed ? "int" : "uint";
      return isWhole()
          ? "type: " + name + width + ", byte-order: " + (little ? "little" : "big")
          : "type: " + name + ", bits: " + width;
    }

    void write(BitWriter writer) {
      if (isWhole()) {
        writer.whole(random, width / 8, little);
      } else {
        writer.bits(random, width);
      }
    }

    private boolean isWhole() {
      return whole && width % 8 == 0;
    }
  }

  /** Written apart from what reads: from text of zeros and ones. */
  static final class BitWriter {
    private final boolean lsbFirst;
    private final StringBuilder bits = new StringBuilder();

    BitWriter(boolean lsbFirst) {
      this.lsbFirst = lsbFirst;
    }

    void whole(long value, int bytes, boolean little) {
      align();
      for (int i = 0; i < bytes; i++) {
        octet((int) (value >> 8 * (little ? i : bytes - 1 - i)) & 0xFF);
      }
    }

    void bits(long value, int width) {
      for (int i = 0; i < width; i++) {
        bits.append(value >> (lsbFirst ? i : width - 1 - i) & 1);
      }
    }

    /** In the order in which bits are read. */
    private void octet(int value) {
      bits(value, 8);
    }

    private void align() {
      while (bits.length() % 8 != 0) {
        bits.append('0');
      }
    }

    byte[] bytes() {
      align();
      byte[] bytes = new byte[bits.length() / 8];
      for (int i = 0; i < bits.length(); i++) {
        int shift = lsbFirst ? i % 8 : 7 - i % 8;
        bytes[i / 8] |= (byte) (bits.charAt(i) - '0' << shift);
      }
      return bytes;
    }
  }
}

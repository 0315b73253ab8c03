package city.veedel.decode.binary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigInteger;

/** What stands in the bytes, before it is scaled or named. */
sealed interface Raw {
  /** The value it has as a number; NaN for a text. */
  double number();

  /** For people. */
  String text();

  /**
   * @param bits the value, extended to 64 bits by its sign or by zeros
   * @param width 1 to 64
   */
  record Whole(long bits, int width, boolean signed) implements Raw {
    boolean isBeyondLong() {
      return !signed && bits < 0;
    }

    JsonNode json() {
      if (isBeyondLong()) {
        return BigIntegerNode.valueOf(new BigInteger(text()));
      }
      return bits == (int) bits ? IntNode.valueOf((int) bits) : LongNode.valueOf(bits);
    }

    /** Whether a number written in a table means these bits: 0xFFFF and -1 are the same in 16. */
    boolean matches(long marker) {
      long mask = width == Long.SIZE ? -1 : (1L << width) - 1;
      return (bits & mask) == (marker & mask) && (marker & ~mask) == (marker < 0 ? ~mask : 0);
    }

    @Override
    public double number() {
      return isBeyondLong() ? new BigInteger(text()).doubleValue() : (double) bits;
    }

    @Override
    public String text() {
      return signed ? Long.toString(bits) : Long.toUnsignedString(bits);
    }
  }

  record Real(double number) implements Raw {
    @Override
    public String text() {
      return Double.toString(number);
    }
  }

  record Characters(String text) implements Raw {
    @Override
    public double number() {
      return Double.NaN;
    }
  }
}

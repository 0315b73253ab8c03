package city.veedel.decode.binary;

import city.veedel.decode.document.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from a table how a field is written: {@code type} and what belongs to it. */
final class EncodingReader {
  static final int MAX_TEXT_BYTES = 256;
  static final int MAX_TERMS = 16;

  private static final Pattern INTEGER = Pattern.compile("(u?)int(8|16|24|32|40|48|56|64)");
  private static final Pattern REAL = Pattern.compile("float(16|32|64)");
  private static final String TYPES =
      "uint8 to uint64, int8 to int64, uint, int, bool, float16, float32, float64, bcd, ascii, hex,"
          + " port, sum";

  private final Members members;
  private final Scope scope;
  private final TableFaults faults;
  private final Orders orders;

  EncodingReader(Members members, Scope scope, TableFaults faults, Orders orders) {
    this.members = members;
    this.scope = scope;
    this.faults = faults;
    this.orders = orders.override(members);
  }

  Encoding read(String type) {
    Matcher integer = INTEGER.matcher(type);
    if (integer.matches()) {
      boolean signed = integer.group(1).isEmpty();
      return new Encoding.Whole(
          Integer.parseInt(integer.group(2)) / 8, signed, orders.littleEndian());
    }
    Matcher real = REAL.matcher(type);
    if (real.matches()) {
      return new Encoding.Real(Integer.parseInt(real.group(1)) / 8, orders.littleEndian());
    }
    return switch (type) {
      case "uint", "int" -> bits(type.equals("int"));
      case "bool" ->
          members.has("of") || members.has("bit") || members.has("bits")
              ? bits(false)
              : new Encoding.Whole(1, false, false);
      case "bcd" -> new Encoding.Bcd(members.integer("bytes", 1, 8, 1), orders.littleEndian());
      case "ascii", "hex" -> characters(type.equals("hex"));
      case "port" -> new Encoding.Port();
      case "sum" -> sum();
      default -> {
        faults.add(
            members.place("type"), "unknown type " + Text.quoted(type) + "; there are " + TYPES);
        yield new Encoding.Port();
      }
    };
  }

  private Encoding bits(boolean signed) {
    String of = members.text("of");
    int width = members.integer("bits", 1, Long.SIZE, 1);
    if (of == null) {
      if (!members.has("bits") && !members.has("bit")) {
        faults.add(members.place(), "\"bits\" is missing: how many there are, 1 to 64");
      }
      return new Encoding.Bits(width, signed, orders.lsbFirst());
    }
    int bit = members.integer("bit", 0, Long.SIZE - 1, 0);
    if (bit + width > Long.SIZE) {
      faults.add(members.place("bits"), "bit " + bit + " and the " + width + " from it exceed 64");
    }
    OptionalInt slot = scope.findInteger(of, members.place("of"));
    return new Encoding.Slice(slot.orElse(0), bit, width, signed);
  }

  private Encoding characters(boolean hex) {
    boolean toEnd =
        members.find("bytes") instanceof Node.Scalar(_, var value) && value.asText().equals("rest");
    if (!toEnd && !members.has("bytes")) {
      faults.add(members.place(), "\"bytes\" is missing: how many there are, or rest");
    }
    return new Encoding.Characters(toEnd ? 0 : members.integer("bytes", 1, MAX_TEXT_BYTES, 1), hex);
  }

  private Encoding sum() {
    List<Encoding.Sum.Term> terms = new ArrayList<>();
    Node.Mapping of = members.mapping("of");
    if (of == null || of.members().isEmpty() || of.members().size() > MAX_TERMS) {
      faults.add(
          members.place("of"),
          "a sum needs \"of\": 1 to " + MAX_TERMS + " earlier fields, each with its factor");
      return new Encoding.Sum(terms, 0);
    }
    of.members()
        .forEach((name, factor) -> {
          OptionalInt slot = scope.find(name, factor.place());
          terms.add(new Encoding.Sum.Term(slot.orElse(0), members.number(factor, name, 1)));
        });
    return new Encoding.Sum(List.copyOf(terms), members.number("constant", 0));
  }

  /** In which order bytes and bits come where nothing else is said. */
  record Orders(boolean littleEndian, boolean lsbFirst) {
    static final Orders NETWORK = new Orders(false, false);

    Orders override(Members members) {
      String bytes = members.oneOf("byte-order", littleEndian ? "little" : "big", "big", "little");
      String bits = members.oneOf("bit-order", lsbFirst ? "lsb" : "msb", "msb", "lsb");
      return new Orders(bytes.equals("little"), bits.equals("lsb"));
    }
  }
}

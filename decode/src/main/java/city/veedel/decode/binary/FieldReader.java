package city.veedel.decode.binary;

import city.veedel.decode.document.Text;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one field of a table. */
final class FieldReader {
  private static final int MAX_COEFFICIENTS = 16;
  private static final int LAST_BYTE = FieldTable.MAX_PAYLOAD - 1;

  private final Members members;
  private final Scope scope;
  private final TableFaults faults;
  private final EncodingReader encodings;

  FieldReader(Members members, Scope scope, TableFaults faults, EncodingReader.Orders orders) {
    this.members = members;
    this.scope = scope;
    this.faults = faults;
    this.encodings = new EncodingReader(members, scope, faults, orders);
  }

  /** The field, or null after a fault without which it has no meaning. */
  Entry.@Nullable Field read() {
    String name = members.required("name");
    String type = members.required("type");
    if (name == null || type == null) {
      return null;
    }
    Encoding encoding = encodings.read(type);
    int bit = encoding instanceof Encoding.Bits ? members.integer("bit", 0, 7, 0) : 0;
    if (encoding instanceof Encoding.Bits && members.has("bit") && !members.has("at")) {
      faults.add(members.place("bit"), "\"bit\" needs \"at\", the byte it is in, or \"of\"");
    }
    int at =
        isInBytes(encoding)
            ? members.integer("at", -LAST_BYTE, LAST_BYTE, Entry.RUNNING)
            : Entry.RUNNING;
    Presentation presentation = presentation(type, encoding);
    Set<Long> missing = members.wholes("missing", FieldTable.MAX_MISSING);
    missing.forEach(marker -> requireFits("missing", marker, encoding));
    Set<Long> expected = members.wholes("equals");
    if (expected.size() > 1) {
      faults.add(members.place("equals"), "\"equals\" is one number");
    }
    expected.forEach(value -> requireFits("equals", value, encoding));
    return new Entry.Field(
        name,
        scope.declare(name, width(encoding) > 0),
        members.flag("hidden"),
        at,
        bit,
        encoding,
        presentation,
        missing,
        expected.isEmpty() ? null : expected.iterator().next(),
        lengthCheck());
  }

  private Entry.LengthCheck lengthCheck() {
    return switch (members.oneOf("check", "none", "remaining-bytes", "total-bytes")) {
      case "remaining-bytes" -> Entry.LengthCheck.REMAINING;
      case "total-bytes" -> Entry.LengthCheck.TOTAL;
      default -> Entry.LengthCheck.NONE;
    };
  }

  private Presentation presentation(String type, Encoding encoding) {
    if (encoding instanceof Encoding.Characters) {
      return new Presentation.Characters();
    }
    String as =
        members.oneOf("as", type.equals("bool") ? "bool" : "number", "number", "bool", "time");
    boolean integer = width(encoding) > 0;
    if (!integer && !as.equals("number")) {
      faults.add(members.place("as"), "only an integer can be shown as " + as);
    }
    Node.Mapping names = members.choices("values");
    if (names != null) {
      return names(names, encoding);
    }
    return switch (as) {
      case "bool" -> new Presentation.Flag();
      case "time" -> time();
      default -> new Presentation.Numeric(arithmetic());
    };
  }

  private Presentation names(Node.Mapping mapping, Encoding encoding) {
    Map<Long, String> names = new HashMap<>();
    if (width(encoding) == 0) {
      faults.add(mapping.place(), "only an integer can have names for its values");
    }
    mapping
        .members()
        .forEach((key, node) -> {
          BigInteger value = Members.whole(key);
          if (value == null || !Members.fits64(value)) {
            faults.add(node.place(), Text.quoted(key) + " must be a whole number");
          } else if (!(node instanceof Node.Scalar(_, JsonNode name)) || name.isNull()) {
            faults.add(node.place(), "the name of value " + value + " must be a text");
          } else if (names.put(value.longValue(), name.asText()) != null) {
            faults.add(node.place(), "value " + value + " is named twice");
          }
        });
    return new Presentation.Names(Map.copyOf(names), members.text("otherwise"));
  }

  private Presentation time() {
    String text = members.text("epoch");
    if (text == null) {
      return new Presentation.Time(Instant.EPOCH);
    }
    try {
      Instant epoch = Instant.parse(text);
      if (Math.abs(epoch.getEpochSecond()) <= Presenter.MAX_SECONDS) {
        return new Presentation.Time(epoch);
      }
    } catch (DateTimeException _) {
      // It is told below.
    }
    faults.add(members.place("epoch"), "\"epoch\" is a time such as 2000-01-01T00:00:00Z");
    return new Presentation.Time(Instant.EPOCH);
  }

  private Arithmetic arithmetic() {
    List<Double> polynomial = members.numbers("polynomial");
    if (polynomial.size() > MAX_COEFFICIENTS) {
      faults.add(
          members.place("polynomial"), "at most " + MAX_COEFFICIENTS + " coefficients are read");
    }
    double divisor = members.number("divisor", 1);
    if (divisor == 0) {
      faults.add(members.place("divisor"), "\"divisor\" must not be 0");
    }
    Arithmetic arithmetic =
        new Arithmetic(
            members.number("bias", 0),
            members.number("scale", 1),
            divisor,
            members.number("offset", 0),
            List.copyOf(polynomial));
    return arithmetic.equals(Arithmetic.NONE) ? Arithmetic.NONE : arithmetic;
  }

  private void requireFits(String key, long value, Encoding encoding) {
    int width = width(encoding);
    if (width == 0) {
      faults.add(members.place(key), Text.quoted(key) + " is for integers only");
    } else if (width < Long.SIZE && (value >>> width != 0 && value >> (width - 1) != -1)) {
      faults.add(members.place(key), value + " does not fit into " + width + " bits");
    }
  }

  private static boolean isInBytes(Encoding encoding) {
    return !(encoding instanceof Encoding.Slice
        || encoding instanceof Encoding.Port
        || encoding instanceof Encoding.Sum);
  }

  /** Bits of the raw integer, or 0 where it is none. */
  private static int width(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Whole whole -> whole.bytes() * 8;
      case Encoding.Bits bits -> bits.width();
      case Encoding.Slice slice -> slice.width();
      case Encoding.Bcd _ -> Long.SIZE;
      case Encoding.Port _ -> 8;
      case Encoding.Real _, Encoding.Characters _, Encoding.Sum _ -> 0;
    };
  }
}

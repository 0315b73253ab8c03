package city.veedel.decode.binary;

import city.veedel.decode.document.Text;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of a mapping, read one by one; each mistake becomes a fault, and reading goes on. */
final class Members {
  private static final int MAX_TEXT = 64;
  private static final int MAX_DIGITS = 24;

  private final Node.Mapping mapping;
  private final TableFaults faults;
  private final Set<String> known = new LinkedHashSet<>();

  Members(Node.Mapping mapping, TableFaults faults) {
    this.mapping = mapping;
    this.faults = faults;
  }

  Node.Place place() {
    return mapping.place();
  }

  Node.Place place(String key) {
    Node node = mapping.members().get(key);
    return node == null ? mapping.place() : node.place();
  }

  boolean has(String key) {
    known.add(key);
    return mapping.members().containsKey(key);
  }

  @Nullable Node find(String key) {
    known.add(key);
    return mapping.members().get(key);
  }

  /** A text of 1 to {@value #MAX_TEXT} characters without control characters, or null. */
  @Nullable String text(String key) {
    Node node = find(key);
    if (node == null) {
      return null;
    }
    if (node instanceof Node.Scalar(var place, JsonNode value) && !value.isNull()) {
      String text = value.asText();
      if (text.isEmpty() || text.length() > MAX_TEXT || !text.equals(Text.printable(text))) {
        faults.add(place, Text.quoted(key) + " is 1 to " + MAX_TEXT + " printable characters");
        return null;
      }
      return text;
    }
    faults.add(node.place(), Text.quoted(key) + " must be a text");
    return null;
  }

  /** As {@link #text}, but it must be there. */
  @Nullable String required(String key) {
    if (!has(key)) {
      faults.add(mapping.place(), Text.quoted(key) + " is missing");
      return null;
    }
    return text(key);
  }

  /** One of a few words. */
  String oneOf(String key, String absent, String... words) {
    String text = text(key);
    if (text == null) {
      return absent;
    }
    if (!List.of(words).contains(text)) {
      faults.add(
          place(key),
          Text.quoted(key) + " is one of " + String.join(", ", words) + ", not " + quoted(text));
      return absent;
    }
    return text;
  }

  int integer(String key, int min, int max, int absent) {
    Node node = find(key);
    if (node == null) {
      return absent;
    }
    BigInteger value = whole(node);
    if (value == null
        || value.bitLength() > 31
        || value.intValue() < min
        || value.intValue() > max) {
      faults.add(
          node.place(), Text.quoted(key) + " must be a whole number from " + min + " to " + max);
      return absent;
    }
    return value.intValue();
  }

  /** A finite number. */
  double number(String key, double absent) {
    Node node = find(key);
    if (node == null) {
      return absent;
    }
    return number(node, key, absent);
  }

  double number(Node node, String key, double absent) {
    if (node instanceof Node.Scalar(_, JsonNode value)) {
      // YAML takes 1e-9 for a text, because it has no point.
      double number = value.isTextual() ? parsed(value.textValue()) : value.asDouble(Double.NaN);
      if (Double.isFinite(number) && !value.isBoolean()) {
        return number;
      }
    }
    faults.add(node.place(), Text.quoted(key) + " must be a number");
    return absent;
  }

  boolean flag(String key) {
    Node node = find(key);
    if (node == null) {
      return false;
    }
    if (node instanceof Node.Scalar(_, JsonNode value) && value.isBoolean()) {
      return value.booleanValue();
    }
    faults.add(node.place(), Text.quoted(key) + " must be true or false");
    return false;
  }

  /** As {@link #wholes(String, int)}, as many as a choice has. */
  Set<Long> wholes(String key) {
    return wholes(key, FieldTable.MAX_CHOICES);
  }

  /** One whole number of 64 bits, or a list of {@code most}; empty where the key is absent. */
  Set<Long> wholes(String key, int most) {
    Node node = find(key);
    Set<Long> wholes = new LinkedHashSet<>();
    if (node != null) {
      for (Node element : node instanceof Node.Sequence list ? list.elements() : List.of(node)) {
        BigInteger whole = whole(element);
        if (whole == null || !fits64(whole)) {
          faults.add(element.place(), Text.quoted(key) + " must be whole, such as 65535 or 0xFFFF");
        } else {
          wholes.add(whole.longValue());
        }
      }
      if (node instanceof Node.Sequence list && list.elements().isEmpty()) {
        faults.add(list.place(), Text.quoted(key) + " is an empty list");
      }
      if (wholes.size() > most) {
        faults.add(node.place(), Text.quoted(key) + " has at most " + most + " numbers");
      }
    }
    return wholes;
  }

  List<Double> numbers(String key) {
    Node node = find(key);
    List<Double> numbers = new ArrayList<>();
    if (node instanceof Node.Sequence list) {
      list.elements().forEach(element -> numbers.add(number(element, key, 0)));
    } else if (node != null) {
      faults.add(node.place(), Text.quoted(key) + " must be a list of numbers");
    }
    return numbers;
  }

  Node.@Nullable Mapping mapping(String key) {
    Node node = find(key);
    if (node == null || node instanceof Node.Mapping) {
      return (Node.Mapping) node;
    }
    faults.add(node.place(), Text.quoted(key) + " must be a mapping of keys to values");
    return null;
  }

  /** As {@link #mapping}, with at most {@link FieldTable#MAX_CHOICES} keys. */
  Node.@Nullable Mapping choices(String key) {
    Node.Mapping choices = mapping(key);
    if (choices != null && choices.members().size() > FieldTable.MAX_CHOICES) {
      faults.add(
          choices.place(), Text.quoted(key) + " has at most " + FieldTable.MAX_CHOICES + " keys");
    }
    return choices;
  }

  /** Every key that nobody asked for is a fault; call it last. */
  void refuseOthers() {
    mapping
        .members()
        .forEach((key, node) -> {
          if (!known.contains(key)) {
            faults.add(
                node.place(),
                "unknown key " + quoted(key) + "; known here are " + String.join(", ", known));
          }
        });
  }

  /** A number, or a text such as 0xFFFF, which JSON has no number for; null where it is neither. */
  static @Nullable BigInteger whole(Node node) {
    if (!(node instanceof Node.Scalar(_, JsonNode value))) {
      return null;
    }
    if (value.isIntegralNumber()) {
      return value.bigIntegerValue();
    }
    return value.isTextual() ? whole(value.textValue()) : null;
  }

  static @Nullable BigInteger whole(String text) {
    if (text.length() > MAX_DIGITS) {
      return null;
    }
    try {
      return text.startsWith("0x") || text.startsWith("0X")
          ? new BigInteger(text.substring(2), 16)
          : new BigInteger(text);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  static boolean fits64(BigInteger whole) {
    return whole.signum() < 0 ? whole.bitLength() < 64 : whole.bitLength() <= 64;
  }

  private static double parsed(String text) {
    try {
      return text.length() > MAX_DIGITS ? Double.NaN : new BigDecimal(text).doubleValue();
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  private static String quoted(String text) {
    return Text.quoted(text);
  }
}

package city.veedel.decode.envelope;

import city.veedel.decode.codec.Uplink;
import city.veedel.decode.document.Pointer;
import city.veedel.decode.document.Text;
import city.veedel.decode.json.Rfc3339;
import city.veedel.model.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The members of an object in an envelope, each with the words for what is wrong with it. */
record Members(JsonNode object, String at) {
  private static final int EUI_DIGITS = 16;
  private static final int MAX_NAMED = 12;

  String pointer(String name) {
    return Pointer.member(at, name);
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  boolean hasAny(String... names) {
    for (String name : names) {
      if (has(name)) {
        return true;
      }
    }
    return false;
  }

  Members inner(String name) throws UnusableException {
    JsonNode inner = object.path(name);
    if (!inner.isObject()) {
      throw new UnusableException(
          has(name) ? pointer(name) : at, Text.quoted(name) + " is missing or no object");
    }
    return new Members(inner, pointer(name));
  }

  /** {@code eui-} and 16 lower case hexadecimal digits. */
  String thing(String name) throws UnusableException {
    String eui = object.path(name).asText("").toLowerCase(Locale.ROOT);
    boolean right = eui.length() == EUI_DIGITS;
    for (int i = 0; right && i < EUI_DIGITS; i++) {
      right = isLowerHex(eui.charAt(i));
    }
    if (!right) {
      throw new UnusableException(
          has(name) ? pointer(name) : at,
          has(name)
              ? Text.quoted(object.path(name).asText())
                  + " is no DevEUI; expected "
                  + EUI_DIGITS
                  + " hexadecimal digits"
              : Text.quoted(name)
                  + " is missing; without its DevEUI nobody knows which device sent this. Set it at"
                  + " the network server");
    }
    return "eui-" + eui;
  }

  /** FPort; the network servers leave 0 out. */
  int port(String name) throws UnusableException {
    JsonNode port = object.path(name);
    if (port.isMissingNode() || port.isNull()) {
      return 0;
    }
    if (!port.isIntegralNumber()
        || !port.canConvertToInt()
        || port.intValue() < 0
        || port.intValue() > Uplink.MAX_PORT) {
      throw new UnusableException(
          pointer(name),
          Text.printable(port.toString())
              + " is no FPort; expected a whole number from 0 to "
              + Uplink.MAX_PORT);
    }
    return port.intValue();
  }

  @Nullable Instant time(String name) throws UnusableException {
    if (!has(name)) {
      return null;
    }
    JsonNode time = object.path(name);
    if (!time.isTextual()) {
      throw new UnusableException(
          pointer(name), "the time is no text; expected RFC 3339 such as " + Rfc3339.EXAMPLE);
    }
    return switch (Rfc3339.read(time.textValue())) {
      case Rfc3339.Time(Instant instant) -> instant;
      case Rfc3339.Wrong(String detail) -> throw new UnusableException(pointer(name), detail);
    };
  }

  /** Base64 with padding (RFC 4648, section 4). */
  Payload bytes(String name) throws UnusableException {
    JsonNode encoded = object.path(name);
    if (!encoded.isTextual()) {
      throw new UnusableException(pointer(name), "the payload is no text; expected Base64");
    }
    String text = encoded.textValue();
    int wrong = firstNotBase64(text);
    if (wrong >= 0) {
      throw new UnusableException(
          pointer(name),
          "not Base64 at character " + (wrong + 1) + ": " + Text.quoted(text.substring(wrong)));
    }
    try {
      return Payload.wrap(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new UnusableException(
          pointer(name),
          "the Base64 ends in the middle of a byte after "
              + text.length()
              + " characters; was it cut off?");
    }
  }

  /** The names there are, for people. */
  String names() {
    StringBuilder names = new StringBuilder();
    int named = 0;
    for (String name : (Iterable<String>) object::fieldNames) {
      if (named == MAX_NAMED) {
        return names.append(", …").toString();
      }
      names.append(named == 0 ? "" : ", ").append(Text.quoted(name));
      named++;
    }
    return named == 0 ? "nothing" : names.toString();
  }

  private static int firstNotBase64(String text) {
    int end = text.length();
    while (end > 0 && end > text.length() - 2 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean right =
          c >= 'A' && c <= 'Z'
              || c >= 'a' && c <= 'z'
              || c >= '0' && c <= '9'
              || c == '+'
              || c == '/';
      if (!right) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isLowerHex(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
  }
}

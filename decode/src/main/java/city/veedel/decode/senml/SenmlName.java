package city.veedel.decode.senml;

import city.veedel.model.ThingId;
import java.util.Map;

/**
 * A SenML name, taken apart. The property is what follows the last {@code /}, or else the last
 * {@code :}; what precedes it is who speaks. A device URN without a part of its own for the
 * property ({@code urn:dev:ow:10e2073a01080063}, RFC 9039) names who speaks only; then the property
 * is called after the unit, such as {@code temperature} for {@code Cel}, and else {@code value}.
 *
 * @param speaker empty where the name has only a property
 */
record SenmlName(String speaker, String property) {
  private static final String DEVICE_URN = "urn:dev:";
  private static final String UNNAMED = "value";

  private static final Map<String, String> PROPERTY_OF_UNIT =
      Map.ofEntries(
          Map.entry("Cel", "temperature"),
          Map.entry("K", "temperature"),
          Map.entry("%RH", "humidity"),
          Map.entry("%EL", "battery"),
          Map.entry("EL", "battery_seconds"),
          Map.entry("V", "voltage"),
          Map.entry("A", "current"),
          Map.entry("W", "power"),
          Map.entry("Pa", "pressure"),
          Map.entry("hPa", "pressure"),
          Map.entry("lx", "illuminance"),
          Map.entry("Bspl", "sound_level"));

  static SenmlName of(String name, String unit) {
    int separator = separatorOf(name);
    String speaker = separator < 0 ? "" : name.substring(0, separator);
    String property = name.substring(Math.min(separator + 1, name.length()));
    return new SenmlName(
        speaker, property.isEmpty() ? PROPERTY_OF_UNIT.getOrDefault(unit, UNNAMED) : property);
  }

  /** The speaker as a thing of this platform, or empty for the device's own. */
  String thing() {
    return ThingId.isValid(speaker) ? speaker : "";
  }

  /** Whether the speaker is named, but not as a thing of this platform: by a URN or an address. */
  boolean isForeign() {
    return !speaker.isEmpty() && !ThingId.isValid(speaker);
  }

  /** The characters of RFC 8428, section 4.5.1. */
  static boolean isValid(String name) {
    if (name.isEmpty() || !isLetterOrDigit(name.charAt(0))) {
      return false;
    }
    return name.chars().allMatch(c -> isLetterOrDigit((char) c) || "-:./_".indexOf(c) >= 0);
  }

  /** -1: the whole name is the property; its length: there is no property. */
  private static int separatorOf(String name) {
    int slash = name.lastIndexOf('/');
    if (slash >= 0) {
      return slash;
    }
    int colon = name.lastIndexOf(':');
    if (name.startsWith(DEVICE_URN)) {
      int endOfSubtype = name.indexOf(':', DEVICE_URN.length());
      if (colon <= endOfSubtype) {
        int component = name.lastIndexOf('_');
        return component > colon ? component : name.length();
      }
    }
    return colon;
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}

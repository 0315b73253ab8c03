package city.veedel.model;

/**
 * The short name of an observed property inside a thing, such as {@code no2}: {@code
 * [A-Za-z0-9][A-Za-z0-9_.:-]{0,63}}. The characters are those of SenML names (RFC 8428, section
 * 4.5.1) without the slash.
 */
public record PropertyName(String value) implements Comparable<PropertyName> {
  public static final int MAX_LENGTH = 64;

  public PropertyName {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "a property name must match [A-Za-z0-9][A-Za-z0-9_.:-]{0,63}, was \""
              + (value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) + "…" : value)
              + "\"");
    }
  }

  /** Whether {@code value} may be a property name. */
  public static boolean isValid(String value) {
    int length = value.length();
    if (length == 0 || length > MAX_LENGTH || !isLetterOrDigit(value.charAt(0))) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char c = value.charAt(i);
      if (!isLetterOrDigit(c) && c != '_' && c != '.' && c != ':' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  @Override
  public int compareTo(PropertyName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}

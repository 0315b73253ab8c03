package city.veedel.model;

/** The grammar of ids that travel in topics and paths: {@code [a-z0-9][a-z0-9-]{0,62}}. */
final class Slug {
  static final int MAX_LENGTH = 63;

  private Slug() {}

  static boolean matches(String value) {
    int length = value.length();
    if (length == 0 || length > MAX_LENGTH || value.charAt(0) == '-') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
        return false;
      }
    }
    return true;
  }

  static String check(String kind, String value) {
    if (!matches(value)) {
      throw new IllegalArgumentException(
          kind
              + " must match [a-z0-9][a-z0-9-]{0,62}, was \""
              + (value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) + "…" : value)
              + "\"");
    }
    return value;
  }
}

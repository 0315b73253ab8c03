package city.veedel.decode.document;

/** JSON Pointers, RFC 6901. */
public final class Pointer {
  private Pointer() {}

  /** The member {@code name} of the object at {@code parent}. */
  public static String member(String parent, String name) {
    String escaped =
        name.indexOf('~') < 0 && name.indexOf('/') < 0
            ? name
            : name.replace("~", "~0").replace("/", "~1");
    return parent + '/' + fit(escaped);
  }

  /** The element {@code index}, from 0, of the array at {@code parent}. */
  public static String element(String parent, int index) {
    return parent + '/' + index;
  }

  /** A pointer is stored and shown as well, and PostgreSQL has no place for U+0000. */
  static String fit(String pointer) {
    for (int i = 0; i < pointer.length(); i++) {
      if (isUnfit(pointer, i)) {
        return replaced(pointer);
      }
    }
    return pointer;
  }

  private static String replaced(String pointer) {
    StringBuilder fit = new StringBuilder(pointer.length());
    for (int i = 0; i < pointer.length(); i++) {
      fit.append(isUnfit(pointer, i) ? '\uFFFD' : pointer.charAt(i));
    }
    return fit.toString();
  }

  private static boolean isUnfit(String pointer, int i) {
    return Character.isISOControl(pointer.charAt(i)) || Text.isLoneSurrogate(pointer, i);
  }
}

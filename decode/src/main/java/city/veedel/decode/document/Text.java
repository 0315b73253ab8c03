package city.veedel.decode.document;

/** Text from outside, made fit to be shown and stored. */
public final class Text {
  private static final int MAX_QUOTED = 64;

  private Text() {}

  /** In quotes, shortened, with everything escaped that could break a line or a database. */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(Math.min(text.length(), MAX_QUOTED) + 8).append('"');
    int end = Math.min(text.length(), MAX_QUOTED);
    for (int i = 0; i < end; i++) {
      appendPrintable(quoted, text, i);
    }
    return quoted.append(end < text.length() ? "…\"" : "\"").toString();
  }

  /** Without quotes and uncut, for text that is a sentence already. */
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      appendPrintable(printable, text, i);
    }
    return printable.toString();
  }

  /** Whether the text can be written as UTF-8: no half of a surrogate pair stands alone. */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isLoneSurrogate(text, i)) {
        return false;
      }
    }
    return true;
  }

  static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static void appendPrintable(StringBuilder out, String text, int i) {
    char c = text.charAt(i);
    if (Character.isISOControl(c)
        || c == '\u2028'
        || c == '\u2029'
        || Character.getType(c) == Character.FORMAT
        || isLoneSurrogate(text, i)) {
      out.append("\\u").append(Character.forDigit(c >> 12, 16));
      out.append(Character.forDigit(c >> 8 & 0xF, 16));
      out.append(Character.forDigit(c >> 4 & 0xF, 16));
      out.append(Character.forDigit(c & 0xF, 16));
    } else {
      out.append(c);
    }
  }
}

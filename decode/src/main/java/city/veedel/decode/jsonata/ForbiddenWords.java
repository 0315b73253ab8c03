package city.veedel.decode.jsonata;

/**
 * What would lead an expression out of its bounds: the variables by which the library calls them,
 * the variables of regular expressions, and function signatures that repeat a parameter, which the
 * library checks by a regular expression of its own.
 */
final class ForbiddenWords {
  static final String WHY =
      "neither variables that begin with $__evaluate, characters from U+E000 to U+F8FF, nor function"
          + " signatures with + are taken";

  private static final String HOOK = "__evaluate";

  private ForbiddenWords() {}

  /** Where the first one begins, or -1. */
  static int find(String source) {
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c >= '\uE000' && c <= '\uF8FF'
          || c == '_' && source.startsWith(HOOK, i)
          || c == ')' && isBeforeRepeatingSignature(source, i + 1)) {
        return i;
      }
    }
    return -1;
  }

  /** {@code function($x)<n+:n>{…}}: between the parenthesis and the brace. */
  private static boolean isBeforeRepeatingSignature(String source, int from) {
    int i = from;
    while (i < source.length() && Character.isWhitespace(source.charAt(i))) {
      i++;
    }
    if (i == source.length() || source.charAt(i) != '<') {
      return false;
    }
    boolean repeats = false;
    char last = '<';
    for (; i < source.length() && source.charAt(i) != '{'; i++) {
      char c = source.charAt(i);
      if ("<>()abnsljoufx?-+:, \t\r\n".indexOf(c) < 0) {
        return false;
      }
      repeats |= c == '+';
      last = Character.isWhitespace(c) ? last : c;
    }
    return repeats && last == '>';
  }
}

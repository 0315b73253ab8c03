package city.veedel.decode.jsonata;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the regular expressions out of a source and puts variables of the same length in their
 * places. The library would match them by backtracking, which can take for ever; a variable is
 * bound to what takes linear time. Positions stay what they were.
 */
final class RegexLiterals {
  /** Names of variables nobody writes: the private use area of Unicode. */
  static final char FIRST_NAME = '\uE000';

  static final int MAX = 1_000;

  /** Parts of all regular expressions together: they stay in memory with their device type. */
  static final int MAX_PARTS = 20_000;

  /** Characters passed over on the way to closing slashes, so that many open ones take no time. */
  private static final int MAX_SCANNED = 1_000_000;

  /** Of flags inside of a regular expression, such as {@code (?i)} or {@code (?mi:a)}. */
  private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z-]*i");

  /** RE2/J looks for the other cases of U+1C80 to U+1C88 for ever. */
  private static final char FIRST_WITHOUT_CASES = '\u1000';

  private static final String OPERATORS = "()[]{}.,;:?@#^~|&=<>!+-*/% \t\r\n\"'`";

  private final String source;
  private final StringBuilder rewritten;
  private final List<Regex> patterns = new ArrayList<>();
  private int at;
  private int parts;
  private int scanned;
  private boolean behindOperand;

  private RegexLiterals(String source) {
    this.source = source;
    this.rewritten = new StringBuilder(source);
  }

  /**
   * @param source with variables in place of regular expressions
   * @param regexes of the variables, from {@link #FIRST_NAME} on
   */
  record Rewritten(String source, List<Regex> regexes) {}

  /** A regular expression that is not taken. */
  static final class WrongRegexException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    WrongRegexException(String detail, int offset) {
      super(detail, null, false, false);
      this.offset = offset;
    }

    /** Of its first character in the source. */
    int offset() {
      return offset;
    }
  }

  static Rewritten takeOut(String source) throws WrongRegexException {
    RegexLiterals literals = new RegexLiterals(source);
    while (literals.at < source.length()) {
      literals.next();
    }
    return new Rewritten(literals.rewritten.toString(), List.copyOf(literals.patterns));
  }

  private void next() throws WrongRegexException {
    char c = source.charAt(at);
    if (source.startsWith("/*", at)) {
      at = behind("*/", at + 2);
    } else if (c == '/' && !behindOperand) {
      takeRegex();
    } else if (c == '"' || c == '\'') {
      at = behindQuote(c);
      behindOperand = true;
    } else if (c == '`') {
      at = behind("`", at + 1);
      behindOperand = true;
    } else if (OPERATORS.indexOf(c) < 0) {
      takeWord();
    } else {
      if (c == ')' || c == ']' || c == '}') {
        behindOperand = true;
      } else if (c == '*' || c == '%') {
        // A wildcard or a parent where a value is expected, else an operator.
        behindOperand = !behindOperand;
      } else if (c > ' ') {
        behindOperand = false;
      }
      at++;
    }
  }

  private void takeWord() {
    int from = at;
    while (at < source.length() && OPERATORS.indexOf(source.charAt(at)) < 0) {
      at++;
    }
    String word = source.substring(from, at);
    boolean isOperator = word.equals("and") || word.equals("or") || word.equals("in");
    behindOperand = !(isOperator && behindOperand);
  }

  private void takeRegex() throws WrongRegexException {
    int from = at;
    int end = closingSlash(from + 1);
    if (end < 0) {
      // The parser says what is wrong with it.
      at++;
      return;
    }
    if (patterns.size() == MAX) {
      throw new WrongRegexException("more than " + MAX + " regular expressions", from);
    }
    int behind = end + 1;
    int flags = 0;
    while (behind < source.length()
        && (source.charAt(behind) == 'i' || source.charAt(behind) == 'm')) {
      flags |= source.charAt(behind) == 'i' ? Pattern.CASE_INSENSITIVE : Pattern.MULTILINE;
      behind++;
    }
    String text = source.substring(from + 1, end);
    int size = RegexSize.of(text);
    if (size > RegexSize.MAX) {
      throw new WrongRegexException(
          "a regular expression of more than " + RegexSize.MAX + " parts, repetitions written out",
          from + 1);
    }
    if ((flags & Pattern.CASE_INSENSITIVE) != 0 || IGNORES_CASE.matcher(text).find()) {
      requireCases(text, from + 1);
    }
    parts += size;
    if (parts > MAX_PARTS) {
      throw new WrongRegexException(
          "regular expressions of more than " + MAX_PARTS + " parts together", from + 1);
    }
    try {
      patterns.add(new Regex(Pattern.compile(text, flags), size));
    } catch (PatternSyntaxException e) {
      throw new WrongRegexException(
          "not a regular expression: "
              + e.getDescription()
              + "; those of RE2 are taken, without look-around and back references",
          from + 1);
    }
    rewritten.setCharAt(from, '$');
    rewritten.setCharAt(from + 1, (char) (FIRST_NAME + patterns.size() - 1));
    for (int i = from + 2; i < behind; i++) {
      rewritten.setCharAt(i, ' ');
    }
    at = behind;
    behindOperand = true;
  }

  private static void requireCases(String text, int offset) throws WrongRegexException {
    if (text.contains("\\x{") || text.chars().anyMatch(c -> c >= FIRST_WITHOUT_CASES)) {
      throw new WrongRegexException(
          "a regular expression that ignores case has no \\x{…} and no characters from U+1000 on",
          offset);
    }
  }

  /** The slash that is neither escaped nor in brackets; an empty regular expression has none. */
  private int closingSlash(int from) throws WrongRegexException {
    int depth = 0;
    for (int i = from; i < source.length(); i++) {
      if (++scanned > MAX_SCANNED) {
        throw new WrongRegexException("too many slashes without a closing one", from - 1);
      }
      char c = source.charAt(i);
      boolean escaped = source.charAt(i - 1) == '\\' && (i < 2 || source.charAt(i - 2) != '\\');
      if (c == '/' && !escaped && depth == 0) {
        return i == from ? -1 : i;
      }
      if (!escaped && (c == '(' || c == '[' || c == '{')) {
        depth++;
      } else if (!escaped && (c == ')' || c == ']' || c == '}')) {
        depth--;
      }
    }
    return -1;
  }

  private int behindQuote(char quote) {
    int i = at + 1;
    while (i < source.length() && source.charAt(i) != quote) {
      i += source.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i + 1, source.length());
  }

  private int behind(String end, int from) {
    int found = source.indexOf(end, from);
    return found < 0 ? source.length() : found + end.length();
  }
}

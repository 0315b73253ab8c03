package city.veedel.decode.jsonata;

import com.dashjoin.jsonata.Jsonata.JFunction;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * A regular expression of the source, as the value of its variable. Matched by RE2, whose time
 * grows with the text and not with the ways to read it, and counted besides.
 */
final class Regex extends JFunction {
  private final Pattern pattern;
  private final int size;

  Regex(Pattern pattern, int size) {
    super(
        (_, _) -> {
          throw new StoppedException(
              "a regular expression is used in $match, $contains, $replace and $split, not as a"
                  + " function");
        },
        "<s:o>");
    this.pattern = pattern;
    this.size = size;
  }

  Matcher on(String text) {
    return pattern.matcher(new WatchedText(text, size, Evaluation.current()));
  }
}

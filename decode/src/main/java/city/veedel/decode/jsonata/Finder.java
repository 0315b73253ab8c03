package city.veedel.decode.jsonata;

import com.google.re2j.Matcher;

/** Where a text or a regular expression stands in a text, one place after the other. */
interface Finder {
  boolean next();

  int start();

  int end();

  /** Of a regular expression; its looks are counted as it goes. */
  static Finder of(Matcher matcher) {
    return new Finder() {
      @Override
      public boolean next() {
        return matcher.find();
      }

      @Override
      public int start() {
        return matcher.start();
      }

      @Override
      public int end() {
        return matcher.end();
      }
    };
  }

  /** Of a text that is not empty, counted before it is looked for. */
  static Finder of(String literal, String text) {
    Evaluation.current().lookFor(literal, text);
    return new Finder() {
      private int start = -literal.length();

      @Override
      public boolean next() {
        start = text.indexOf(literal, end());
        return start >= 0;
      }

      @Override
      public int start() {
        return start;
      }

      @Override
      public int end() {
        return start + literal.length();
      }
    };
  }
}

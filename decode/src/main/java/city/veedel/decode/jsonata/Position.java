package city.veedel.decode.jsonata;

/** Where in the text of an expression; both from 1. */
record Position(int line, int column) {
  static Position of(String source, int offset) {
    int end = Math.clamp(offset, 0, source.length());
    int line = 1;
    int lineStart = 0;
    for (int i = source.indexOf('\n'); i >= 0 && i < end; i = source.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    return new Position(line, end - lineStart + 1);
  }
}

package city.veedel.decode.jsonata;

/**
 * A text of which every look at a character is counted.
 *
 * @param size of the regular expression that looks: each of its parts may look at once
 */
record WatchedText(String text, int size, Evaluation evaluation) implements CharSequence {
  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    evaluation.look(size);
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}

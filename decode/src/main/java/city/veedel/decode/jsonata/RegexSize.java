package city.veedel.decode.jsonata;

import java.util.ArrayDeque;
import java.util.Deque;

/** How many parts a regular expression has when its counted repetitions are written out. */
final class RegexSize {
  static final int MAX = 10_000;

  /** A class such as {@code \p{L}} is a table of hundreds of ranges. */
  private static final int PARTS_OF_A_TABLE = 50;

  private final Deque<Integer> outer = new ArrayDeque<>();
  private int sum;
  private int last;

  private RegexSize() {}

  /** At least 1, and at most a little more than {@link #MAX}. */
  static int of(String pattern) {
    RegexSize size = new RegexSize();
    for (int i = 0; i < pattern.length() && size.sum <= MAX; i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '(' -> {
          size.outer.push(size.sum);
          size.sum = 0;
        }
        case ')' -> {
          int before = size.outer.isEmpty() ? 0 : size.outer.pop();
          size.last = size.sum + 2;
          size.sum = before + size.last;
        }
        case '{' -> size.repeat(most(pattern, i + 1));
        case '[' -> {
          int end = behindClass(pattern, i);
          size.add(1 + PARTS_OF_A_TABLE * tables(pattern, i, end));
          i = end;
        }
        case '\\' -> {
          size.add(1 + PARTS_OF_A_TABLE * tables(pattern, i, i + 1));
          i++;
        }
        default -> size.add(1);
      }
    }
    return Math.max(1, size.sum + size.outer.stream().mapToInt(Integer::intValue).sum());
  }

  private void add(int parts) {
    last = Math.min(parts, MAX + 1);
    sum += last;
  }

  /** How often {@code \p} or {@code \P} begins from {@code from} to before {@code to}. */
  private static int tables(String pattern, int from, int to) {
    int tables = 0;
    for (int i = from; i < Math.min(to, pattern.length() - 1); i++) {
      if (pattern.charAt(i) == '\\' && (pattern.charAt(i + 1) | 0x20) == 'p') {
        tables++;
      }
    }
    return tables;
  }

  private void repeat(int times) {
    long more = (long) last * Math.max(times - 1, 0);
    int bounded = (int) Math.min(more, MAX + 1L);
    last += bounded;
    sum += bounded;
  }

  /** The greater number of {@code {2,5}}; 1 where there is none. */
  private static int most(String pattern, int from) {
    int most = 1;
    int number = 0;
    for (int i = from; i < pattern.length() && pattern.charAt(i) != '}'; i++) {
      char c = pattern.charAt(i);
      if (c >= '0' && c <= '9') {
        number = Math.min(number * 10 + c - '0', MAX);
        most = Math.max(most, number);
      } else if (c == ',') {
        number = 0;
      } else {
        return 1;
      }
    }
    return most;
  }

  private static int behindClass(String pattern, int from) {
    int i = from + 1;
    while (i < pattern.length() && (pattern.charAt(i) != ']' || i == from + 1)) {
      i += pattern.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }
}

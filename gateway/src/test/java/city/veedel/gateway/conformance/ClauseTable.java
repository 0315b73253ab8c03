package city.veedel.gateway.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The statements of one standard. In the source a line with three bars is a row, {@code id | what |
 * state | how or why}; {@code {count}} stands for the totals; all other lines are text.
 */
final class ClauseTable {
  /** What became of a statement. */
  enum State {
    YES,
    /** Implemented but for what the remark says. */
    PARTLY,
    /** Refused by design; the remark says why. */
    NO,
    /** Of clients, or of something that is not offered; the remark says which. */
    NA;

    static State of(String text) {
      return text.equals("n/a") ? NA : valueOf(text.toUpperCase(Locale.ROOT));
    }

    boolean isImplemented() {
      return this == YES || this == PARTLY;
    }

    String text() {
      return this == NA ? "n/a" : name().toLowerCase(Locale.ROOT);
    }
  }

  /** One statement, in our own words. */
  record Row(String id, String what, State state, String remark) {}

  private static final String NEW_TABLE =
      "| clause | what | state | how, or why not | test |\n|---|---|---|---|---|\n";

  private final List<String> lines;
  private final Map<String, Row> rows = new LinkedHashMap<>();

  private ClauseTable(List<String> lines) {
    this.lines = lines;
    for (String line : lines) {
      if (isRow(line)) {
        Row row = row(line);
        if (rows.put(row.id(), row) != null) {
          throw new IllegalArgumentException("clause " + row.id() + " stands there twice");
        }
      }
    }
  }

  /** Reads {@code <name>.txt} beside this class. */
  static ClauseTable load(String name) throws IOException {
    try (InputStream in = ClauseTable.class.getResourceAsStream(name + ".txt")) {
      if (in == null) {
        throw new IOException("there is no table " + name);
      }
      return new ClauseTable(
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
  }

  Map<String, Row> rows() {
    return rows;
  }

  /** The page, with the tests of each clause. */
  String toMarkdown(Map<String, SortedSet<String>> tests) {
    StringBuilder page = new StringBuilder();
    boolean inTable = false;
    for (String line : lines) {
      if (isRow(line)) {
        page.append(inTable ? "" : NEW_TABLE).append(toMarkdown(row(line), tests));
      } else {
        page.append(line.replace("{count}", count(tests))).append('\n');
      }
      inTable = isRow(line);
    }
    return page.toString();
  }

  private static boolean isRow(String line) {
    return line.chars().filter(c -> c == '|').count() == 3;
  }

  private static Row row(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return new Row(cells.get(0), cells.get(1), State.of(cells.get(2)), cells.get(3));
  }

  private static String toMarkdown(Row row, Map<String, SortedSet<String>> tests) {
    SortedSet<String> own = tests.getOrDefault(row.id(), new TreeSet<>());
    String proof =
        own.isEmpty()
            ? row.state().isImplemented() ? "none of its own" : "–"
            : "`" + String.join("`, `", own) + "`";
    return "| %s | %s | %s | %s | %s |\n"
        .formatted(
            row.id().replaceFirst("MQTT\\d-", "MQTT-"),
            row.what(),
            row.state().text(),
            row.remark(),
            proof);
  }

  private String count(Map<String, SortedSet<String>> tests) {
    long implemented = rows.values().stream().filter(row -> row.state().isImplemented()).count();
    long unproved =
        rows.values().stream()
            .filter(row -> row.state().isImplemented() && !tests.containsKey(row.id()))
            .count();
    long refused = rows.values().stream().filter(row -> row.state() == State.NO).count();
    long absent = rows.values().stream().filter(row -> row.state() == State.NA).count();
    return ("%d statements: %d implemented, of these %d with a test of their own and %d without; "
            + "%d refused by design; %d not applicable")
        .formatted(rows.size(), implemented, implemented - unproved, unproved, refused, absent);
  }
}

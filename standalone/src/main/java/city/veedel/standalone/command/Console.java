package city.veedel.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.List;

/**
 * Data to standard output, as a table for people or one JSON line; everything else to standard
 * error.
 */
final class Console {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final PrintStream data;
  private final PrintStream notes;

  Console(PrintStream data, PrintStream notes) {
    this.data = data;
    this.notes = notes;
  }

  void note(String line) {
    notes.println(line);
    notes.flush();
  }

  void line(String text) {
    data.println(text);
    data.flush();
  }

  /** One line of JSON. */
  void json(Object value) {
    try {
      line(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records and maps can always be written as JSON", e);
    }
  }

  /** Columns as wide as their widest cell. */
  void table(List<String> head, List<List<String>> rows) {
    int[] widths = new int[head.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = head.get(column).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    line(format(head, widths));
    rows.forEach(row -> line(format(row, widths)));
  }

  private static String format(List<String> cells, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      text.append(cells.get(column));
      if (column < widths.length - 1) {
        text.append(" ".repeat(widths[column] - cells.get(column).length() + 2));
      }
    }
    return text.toString().stripTrailing();
  }
}

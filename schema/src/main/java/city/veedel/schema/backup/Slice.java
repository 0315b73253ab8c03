package city.veedel.schema.backup;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Rows that are copied in one go: a whole table, or a calendar month (UTC) of the observations.
 *
 * @param month {@code 2026-11}, or empty for a whole table
 */
public record Slice(String table, List<String> columns, Optional<String> month) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final Pattern MONTH = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])");

  /** The one table that is cut into months, and the column it is cut by. */
  static final String OBSERVATIONS = "observation";

  static final String TIME = "phenomenon_time";

  /**
   * @throws IllegalArgumentException for anything that is no name of ours: slices come from files
   *     and become part of SQL
   */
  public Slice {
    columns = List.copyOf(columns);
    if (!NAME.matcher(table).matches()
        || columns.isEmpty()
        || !columns.stream().allMatch(column -> NAME.matcher(column).matches())
        || !month.map(text -> MONTH.matcher(text).matches()).orElse(true)
        || month.isPresent() != table.equals(OBSERVATIONS)) {
      throw new IllegalArgumentException(
          "no slice of a database: " + table + " " + columns + month.map(m -> " " + m).orElse(""));
    }
  }

  /** Names this slice among those of a database: {@code observation-2026-11}. */
  public String name() {
    return table + month.map(text -> "-" + text).orElse("");
  }

  String columnList() {
    return String.join(", ", columns);
  }

  /** {@code 2026-11-01 00:00:00+00}. */
  String monthBegins() {
    return month.orElseThrow() + "-01 00:00:00+00";
  }
}

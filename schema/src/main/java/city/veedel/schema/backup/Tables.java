package city.veedel.schema.backup;

import city.veedel.schema.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the catalogue says about the tables of our schema, whatever version it has. */
final class Tables {
  /** Made by the migrations, and different between the engines. */
  private static final String OF_THE_SCHEMA = "'flyway_schema_history', 'engine'";

  private Tables() {}

  record Trigger(String table, String name) {}

  /** Those that hold data, each after the ones it refers to; partitions count as their parent. */
  static List<String> inOrderOfReference(Connection connection) throws SQLException {
    Set<String> ordered = new LinkedHashSet<>();
    List<String> waiting = new ArrayList<>(names(connection));
    Map<String, Set<String>> references = references(connection);
    while (!waiting.isEmpty()) {
      List<String> ready =
          waiting.stream()
              .filter(table -> ordered.containsAll(references.getOrDefault(table, Set.of())))
              .toList();
      if (ready.isEmpty()) {
        throw new IllegalStateException("tables refer to each other in a circle: " + waiting);
      }
      ordered.addAll(ready);
      waiting.removeAll(ready);
    }
    return List.copyOf(ordered);
  }

  private static List<String> names(Connection connection) throws SQLException {
    return texts(
        connection,
        """
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = to_regnamespace(?) AND c.relkind IN ('r', 'p')
          AND NOT c.relispartition AND c.relname NOT IN (%s)
        ORDER BY c.relname\
        """
            .formatted(OF_THE_SCHEMA),
        Database.SCHEMA);
  }

  private static Map<String, Set<String>> references(Connection connection) throws SQLException {
    Map<String, Set<String>> references = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT a.relname, b.relname FROM pg_constraint k
                JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
                WHERE k.contype = 'f' AND k.conrelid <> k.confrelid
                  AND k.connamespace = to_regnamespace('veedel')\
                """)) {
      while (row.next()) {
        references
            .computeIfAbsent(row.getString(1), table -> new LinkedHashSet<>())
            .add(row.getString(2));
      }
    }
    return references;
  }

  static List<String> columns(Connection connection, String table) throws SQLException {
    return texts(
        connection,
        """
        SELECT attname FROM pg_attribute
        WHERE attrelid = to_regclass('veedel.' || ?) AND attnum > 0 AND NOT attisdropped
          AND attgenerated = ''
        ORDER BY attnum\
        """,
        table);
  }

  static boolean onTimescale(Connection connection) throws SQLException {
    return !texts(connection, "SELECT name FROM engine WHERE name = ?", "timescaledb").isEmpty();
  }

  /** Months (UTC) the observations may have rows of, read from the catalogue and not from rows. */
  static List<String> observedMonths(Connection connection) throws SQLException {
    return texts(
        connection,
        onTimescale(connection)
            ? """
            SELECT DISTINCT to_char(month, 'YYYY-MM') FROM timescaledb_information.chunks,
              generate_series(
                date_trunc('month', range_start), range_end - interval '1 us', '1 month') month
            WHERE hypertable_schema = 'veedel' AND hypertable_name = ?
            ORDER BY 1\
            """
            : """
            SELECT replace(right(c.relname, 7), '_', '-') FROM pg_inherits i
            JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass('veedel.' || ?)
            ORDER BY 1\
            """,
        Slice.OBSERVATIONS);
  }

  static List<NumberSource> numberSources(Connection connection) throws SQLException {
    List<NumberSource> sources = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT c.relname, a.attname, pg_sequence_last_value(
                  pg_get_serial_sequence(format('%I.%I', 'veedel', c.relname), a.attname)::regclass)
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                WHERE c.relnamespace = to_regnamespace('veedel') AND c.relkind IN ('r', 'p')
                  AND a.attidentity <> ''
                ORDER BY 1, 2\
                """)) {
      while (row.next()) {
        long last = row.getLong(3);
        if (!row.wasNull()) {
          sources.add(new NumberSource(row.getString(1), row.getString(2), last));
        }
      }
    }
    return sources;
  }

  /** Those that are neither a constraint nor the extension's. */
  static List<Trigger> triggers(Connection connection) throws SQLException {
    List<Trigger> triggers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE c.relnamespace = to_regnamespace('veedel') AND NOT t.tgisinternal
                  AND NOT c.relispartition AND t.tgname NOT LIKE 'ts\\_%'\
                """)) {
      while (row.next()) {
        triggers.add(new Trigger(row.getString(1), row.getString(2)));
      }
    }
    return triggers;
  }

  static List<String> texts(Connection connection, String sql, String parameter)
      throws SQLException {
    List<String> texts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          texts.add(row.getString(1));
        }
      }
    }
    return texts;
  }
}

package city.veedel.ingest.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Binds a collection column by column as arrays, for {@code unnest}: one statement and one round
 * trip, however many rows. Times go as microseconds since 1970; the SQL adds them to the epoch.
 *
 * @param <T> what a row is made from
 */
final class Columns<T> {
  private final Connection connection;
  private final PreparedStatement statement;
  private final Collection<T> rows;
  private int index;

  Columns(Connection connection, PreparedStatement statement, Collection<T> rows) {
    this(connection, statement, rows, 1);
  }

  /**
   * @param first index of the first parameter
   */
  Columns(Connection connection, PreparedStatement statement, Collection<T> rows, int first) {
    this.connection = connection;
    this.statement = statement;
    this.rows = rows;
    this.index = first;
  }

  Columns<T> ints(ToIntFunction<? super T> column) throws SQLException {
    return bind("int4", rows.stream().mapToInt(column).toArray());
  }

  Columns<T> longs(ToLongFunction<? super T> column) throws SQLException {
    return bind("int8", rows.stream().mapToLong(column).toArray());
  }

  Columns<T> doubles(Function<? super T, ? extends @Nullable Double> column) throws SQLException {
    return bind("float8", rows.stream().map(column).toArray());
  }

  Columns<T> texts(Function<? super T, ? extends @Nullable String> column) throws SQLException {
    return bind("text", rows.stream().map(column).toArray());
  }

  Columns<T> booleans(Function<? super T, Boolean> column) throws SQLException {
    return bind("bool", rows.stream().map(column).toArray());
  }

  /** The index of the next parameter. */
  int next() {
    return index;
  }

  private Columns<T> bind(String type, Object elements) throws SQLException {
    Array array = connection.unwrap(PGConnection.class).createArrayOf(type, elements);
    statement.setArray(index++, array);
    return this;
  }
}

package city.veedel.dashboard.store;

import city.veedel.model.Result;
import city.veedel.model.ResultType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** How columns read as values of the model. */
final class Columns {
  private Columns() {}

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static OffsetDateTime parameter(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static Duration duration(ResultSet row, String secondsColumn) throws SQLException {
    return Duration.ofMillis(Math.round(row.getDouble(secondsColumn) * 1000));
  }

  /** Of the columns {@code result} and {@code result_text}. */
  static Result result(ResultSet row, ResultType type) throws SQLException {
    if (type == ResultType.TEXT) {
      String text = row.getString("result_text");
      return text == null ? Result.Missing.INSTANCE : new Result.State(text);
    }
    double value = row.getDouble("result");
    if (row.wasNull() || !Double.isFinite(value)) {
      return Result.Missing.INSTANCE;
    }
    return type == ResultType.BOOLEAN ? new Result.Flag(value != 0) : new Result.Quantity(value);
  }
}

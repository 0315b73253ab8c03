package city.veedel.schema;

import java.sql.SQLException;

/** The database did not do what it was asked. The cause is what the driver said. */
public class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public DatabaseException(String message, SQLException cause) {
    super(message, cause);
    String state = cause.getSQLState();
    sqlState = state == null ? "" : state;
  }

  /** SQLSTATE of five characters, or empty. */
  public String sqlState() {
    return sqlState;
  }

  /**
   * Whether the database was away rather than unwilling: no connection (class 08), shutting down
   * (57P01 to 57P03), or out of connections (53300). Worth another try later.
   */
  public boolean isUnreachable() {
    return sqlState.isEmpty()
        || sqlState.startsWith("08")
        || sqlState.startsWith("57P0")
        || sqlState.equals("53300");
  }
}

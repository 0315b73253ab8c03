package city.veedel.ingest.store;

import java.sql.SQLException;

/** What an SQLSTATE means for a batch. PostgreSQL manual, appendix A. */
final class SqlStates {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String CONFIGURATION_LIMIT_EXCEEDED = "53400";
  private static final String QUERY_CANCELED = "57014";
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private SqlStates() {}

  static boolean isUniqueViolation(SQLException e) {
    return UNIQUE_VIOLATION.equals(e.getSQLState());
  }

  /** The data itself are at fault (classes 22 and 23): trying again cannot help. */
  static boolean isPoison(SQLException e) {
    String state = e.getSQLState();
    return state != null
        && (state.startsWith("22") || state.startsWith("23"))
        && !isUniqueViolation(e);
  }

  /** TimescaleDB would have to open more of a compressed chunk than one statement may. */
  static boolean isDecompressionLimit(SQLException e) {
    return CONFIGURATION_LIMIT_EXCEEDED.equals(e.getSQLState());
  }

  /** The server answers, and gave up on the size of the work. */
  static boolean isTooSlow(SQLException e) {
    return QUERY_CANCELED.equals(e.getSQLState()) || LOCK_NOT_AVAILABLE.equals(e.getSQLState());
  }
}

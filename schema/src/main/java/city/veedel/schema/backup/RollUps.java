package city.veedel.schema.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** The roll-ups of TimescaleDB while rows are loaded below them. */
final class RollUps {
  private static final List<String> FROM_FINE_TO_COARSE =
      List.of("observation_15min", "observation_hour", "observation_day");

  private static final String OBJECT_IN_USE = "55006";
  private static final int ATTEMPTS = 60;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private RollUps() {}

  /** Its jobs would compute them from half of the rows. */
  static void hold(Connection connection) throws SQLException {
    schedule(connection, false);
  }

  static void bringUpToDate(Connection connection) throws SQLException {
    for (String rollUp : FROM_FINE_TO_COARSE) {
      refresh(connection, rollUp);
    }
    schedule(connection, true);
  }

  private static void schedule(Connection connection, boolean on) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT alter_job(job_id, scheduled => "
              + on
              + ") FROM timescaledb_information.jobs WHERE hypertable_name IS NOT NULL");
    }
  }

  /** A job that had begun before it was held may still be in the way. */
  private static void refresh(Connection connection, String rollUp) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CALL refresh_continuous_aggregate('veedel." + rollUp + "', NULL, NULL)");
        return;
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !isOfAnotherRefresh(e)) {
          throw e;
        }
        pause();
      }
    }
  }

  private static boolean isOfAnotherRefresh(SQLException e) {
    return OBJECT_IN_USE.equals(e.getSQLState())
        || String.valueOf(e.getMessage()).contains("concurrent refresh");
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the roll-ups", e);
    }
  }
}

package city.veedel.ingest.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What time brings and no batch: forgetting, deleting, counting. Between batches on the ingest's
 * own connection, each in a short transaction of its own, so that none of it can fail a batch.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /** Longest that a statement of it may keep the next batch waiting. */
  static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(5);

  /** One kind of it. Bounded in what it does at a time. */
  interface Job {
    /** Without asking the database. */
    boolean isDue(Instant now);

    /** Is not due again at once when it fails. */
    void run(Connection connection, Instant now) throws SQLException;
  }

  private final List<Job> jobs = List.of(new VehicleCounts(), new GoneVehicles(), new RawUpkeep());

  /**
   * @throws SQLException when the connection is gone; a job that failed otherwise waits for its
   *     next time
   */
  void tend(Connection connection, Instant now) throws SQLException {
    for (Job job : jobs) {
      if (job.isDue(now)) {
        run(job, connection, now);
      }
    }
  }

  private static void run(Job job, Connection connection, Instant now) throws SQLException {
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET LOCAL statement_timeout = " + STATEMENT_TIMEOUT.toMillis());
      }
      job.run(connection, now);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      LOG.warn(
          "{} failed (SQLSTATE {}) and waits for its next time: {}",
          job.getClass().getSimpleName(),
          e.getSQLState(),
          e.getMessage());
    } catch (RuntimeException e) {
      connection.rollback();
      LOG.error("{} failed and waits for its next time.", job.getClass().getSimpleName(), e);
    }
  }
}

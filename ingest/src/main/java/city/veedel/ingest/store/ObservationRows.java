package city.veedel.ingest.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * What {@link RowWriter} does to the rows of observations, inside a transaction of the caller.
 * After an {@link SQLException} the transaction is good for nothing until it goes back to a
 * savepoint.
 */
interface ObservationRows {
  /** Inserts rows of which none exists; all or none. */
  void copy(Connection connection, List<Row> rows) throws SQLException;

  /** Makes the month of {@code time} writable. */
  void ensurePartition(Connection connection, Instant time) throws SQLException;

  /** Adds what stands at the datastream and time of each of {@code rows}. */
  void lookUpByTime(Connection connection, Collection<Row> rows, Standing standing)
      throws SQLException;

  /** Among rows without a time of their own, received at most {@code window} before or after. */
  void lookUpBySequence(
      Connection connection, Collection<Row> rows, Duration window, Standing standing)
      throws SQLException;

  /** Replaces result, receipt and sequence of rows that exist. */
  void update(Connection connection, Collection<Row> rows) throws SQLException;

  /** Keeps what no longer stands. A revision that is kept already is not kept twice. */
  void revise(Connection connection, Collection<Row> rows, Instant replacedAt) throws SQLException;

  /** One row may open more of a compressed chunk than the limit: then it is let through alone. */
  void liftDecompressionLimit(Connection connection) throws SQLException;
}

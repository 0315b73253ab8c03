package city.veedel.schema;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The one place where a connection is borrowed, its transaction ended, and its error named. */
public final class Transactions {
  private Transactions() {}

  /** Statement by statement, without a transaction around them. */
  public static <T> T call(DataSource source, Database.Work<T> work) {
    try (Connection connection = source.getConnection()) {
      return work.on(connection);
    } catch (SQLException e) {
      throw named(e);
    }
  }

  /** All or nothing; rolls back when {@code work} throws. */
  public static <T> T inTransaction(DataSource source, Database.Work<T> work) {
    return run(source, Connection.TRANSACTION_READ_COMMITTED, false, work);
  }

  /** Everything {@code work} reads is of one moment. */
  public static <T> T inSnapshot(DataSource source, Database.Work<T> work) {
    return run(source, Connection.TRANSACTION_REPEATABLE_READ, true, work);
  }

  private static <T> T run(
      DataSource source, int isolation, boolean readOnly, Database.Work<T> work) {
    try (Connection connection = source.getConnection()) {
      // The pool resets isolation, read-only and auto-commit when the connection comes back.
      connection.setTransactionIsolation(isolation);
      connection.setReadOnly(readOnly);
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        T result = work.on(connection);
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          rollBack(connection);
        }
      }
    } catch (SQLException e) {
      throw named(e);
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException broken) {
      // The connection is gone, and the transaction with it; the first error says why.
    }
  }

  private static DatabaseException named(SQLException e) {
    return new DatabaseException("The database answered: " + e.getMessage(), e);
  }
}

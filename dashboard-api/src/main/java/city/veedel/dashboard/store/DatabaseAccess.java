package city.veedel.dashboard.store;

import city.veedel.dashboard.query.StoreUnavailable;
import city.veedel.schema.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way to the database: at most so many statements at once, at most so many waiting, each
 * for a bounded time. Called on virtual threads, which it blocks.
 */
public final class DatabaseAccess {
  private static final Logger log = LoggerFactory.getLogger(DatabaseAccess.class);
  private static final String CONNECTION_FAILED = "08";
  private static final String OPERATOR_INTERVENED = "57P";
  private static final String STATEMENT_CANCELLED = "57014";

  private final DataSource dataSource;
  private final StoreConfig config;
  private final Semaphore connections;
  private final AtomicInteger waiting = new AtomicInteger();

  public DatabaseAccess(DataSource dataSource, StoreConfig config) {
    this.dataSource = dataSource;
    this.config = config;
    this.connections = new Semaphore(config.connections(), true);
  }

  /** One transaction's work on a connection; must not keep it. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** In a read-only transaction. */
  public <T> T read(Work<T> work) {
    return guarded(true, work);
  }

  /** In a transaction that is committed when the work returns. */
  public <T> T write(Work<T> work) {
    return guarded(false, work);
  }

  /** For a component that borrows its one connection itself, such as the registry. */
  public <T> T around(Supplier<T> work) {
    acquire();
    try {
      return work.get();
    } catch (DatabaseException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw e.isUnreachable() ? unreachable(cause) : translated(cause);
      }
      throw e;
    } finally {
      connections.release();
    }
  }

  /** Questions waiting for a connection now. */
  public int waiting() {
    return waiting.get();
  }

  private <T> T guarded(boolean readOnly, Work<T> work) {
    acquire();
    try {
      return inTransaction(readOnly, work);
    } catch (SQLException e) {
      throw translated(e);
    } finally {
      connections.release();
    }
  }

  private void acquire() {
    try {
      // Unlike without a time, this does not push in front of those who wait.
      if (connections.tryAcquire(0, TimeUnit.MILLISECONDS)) {
        return;
      }
      waitForConnection();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("database_unavailable", "The server is stopping.", e);
    }
  }

  private void waitForConnection() throws InterruptedException {
    try {
      if (waiting.incrementAndGet() > config.waiting()) {
        throw busy();
      }
      if (!connections.tryAcquire(config.acquireTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  private <T> T inTransaction(boolean readOnly, Work<T> work) throws SQLException {
    try (Connection connection = connect()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            (readOnly ? "SET TRANSACTION READ ONLY; " : "")
                + "SET LOCAL statement_timeout = "
                + config.statementTimeout().toMillis());
        T answer = work.run(connection);
        connection.commit();
        return answer;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      } finally {
        if (!connection.isClosed()) {
          connection.setAutoCommit(autoCommit);
        }
      }
    }
  }

  /** Whatever keeps a connection from being made, the database is away for whoever asks. */
  private Connection connect() {
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private static StoreUnavailable unreachable(SQLException e) {
    log.debug("The database cannot be reached, SQL state {}", e.getSQLState());
    return new StoreUnavailable("database_unavailable", "The database cannot be reached.", e);
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static StoreUnavailable busy() {
    return new StoreUnavailable(
        "database_busy", "Too many questions are waiting for the database; ask again shortly.");
  }

  /** What cannot be helped by the asker becomes an answer; what is our mistake stays a failure. */
  private static RuntimeException translated(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.equals(STATEMENT_CANCELLED)) {
      return new StoreUnavailable(
          "query_too_slow", "The answer took too long; ask for a shorter span.", e);
    }
    if (e instanceof SQLTransientConnectionException
        || state.startsWith(CONNECTION_FAILED)
        || state.startsWith(OPERATOR_INTERVENED)) {
      return unreachable(e);
    }
    return new IllegalStateException("the database refused a statement, SQL state " + state, e);
  }
}

package city.veedel.schema;

import java.time.Duration;

/**
 * Which database, and how patiently it is spoken to. Every wait is bounded, so that a database that
 * hangs looks like one that is away.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
 * @param maxConnections connections held at most; a caller beyond waits for {@code connectTimeout}
 * @param connectTimeout for a connection from the pool or from the server, at least 1 s
 * @param socketTimeout silence after which a connection counts as broken; longer than the statement
 *     timeout, so that a slow statement is told apart from a dead server
 * @param statementTimeout after which the server gives up one statement
 * @param lockTimeout after which the server gives up waiting for one lock
 */
public record DatabaseConfig(
    String jdbcUrl,
    String user,
    String password,
    int maxConnections,
    Duration connectTimeout,
    Duration socketTimeout,
    Duration statementTimeout,
    Duration lockTimeout) {

  public static final int DEFAULT_MAX_CONNECTIONS = 8;

  public DatabaseConfig {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "the database URL must start with jdbc:postgresql:, was " + jdbcUrl);
    }
    if (maxConnections < 1 || maxConnections > 200) {
      throw new IllegalArgumentException("max connections must be 1 to 200, was " + maxConnections);
    }
    if (connectTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "the connect timeout must be at least 1 s, was " + connectTimeout);
    }
    if (statementTimeout.isNegative() || statementTimeout.isZero()) {
      throw new IllegalArgumentException(
          "the statement timeout must be positive, was " + statementTimeout);
    }
    if (lockTimeout.isNegative() || lockTimeout.isZero()) {
      throw new IllegalArgumentException("the lock timeout must be positive, was " + lockTimeout);
    }
    if (socketTimeout.compareTo(statementTimeout) <= 0) {
      throw new IllegalArgumentException(
          "the socket timeout must be longer than the statement timeout ("
              + statementTimeout
              + "), was "
              + socketTimeout);
    }
  }

  /** With the default limits: 8 connections, 5 s to connect, 30 s a statement, 10 s a lock. */
  public static DatabaseConfig of(String jdbcUrl, String user, String password) {
    return new DatabaseConfig(
        jdbcUrl,
        user,
        password,
        DEFAULT_MAX_CONNECTIONS,
        Duration.ofSeconds(5),
        Duration.ofSeconds(40),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10));
  }

  public DatabaseConfig withMaxConnections(int connections) {
    return new DatabaseConfig(
        jdbcUrl,
        user,
        password,
        connections,
        connectTimeout,
        socketTimeout,
        statementTimeout,
        lockTimeout);
  }

  public DatabaseConfig withTimeouts(Duration statement, Duration socket) {
    return new DatabaseConfig(
        jdbcUrl, user, password, maxConnections, connectTimeout, socket, statement, lockTimeout);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "DatabaseConfig[" + jdbcUrl + " as " + user + ", " + maxConnections + " connections]";
  }
}

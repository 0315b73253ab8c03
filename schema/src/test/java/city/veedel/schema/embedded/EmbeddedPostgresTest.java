package city.veedel.schema.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.testing.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  private static final String RUNS = "server runs as ";

  @TempDir private Path directory;

  @Test
  void whatIsWrittenSurvivesAStopAndItsServerIsAsDurableAsItClaims() throws Exception {
    try (EmbeddedPostgres server = start()) {
      assertThat(ask(server.config(), "SHOW fsync")).isEqualTo("on");
      assertThat(ask(server.config(), "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(ask(server.config(), "SHOW full_page_writes")).isEqualTo("on");
      assertThat(ask(server.config(), "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      execute(server.config(), "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    try (EmbeddedPostgres server = start()) {
      assertThat(ask(server.config(), "SELECT answer FROM kept")).isEqualTo("42");
    }
    assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aWrongPasswordIsRefused() {
    try (EmbeddedPostgres server = start()) {
      DatabaseConfig config = server.config();
      assertThatThrownBy(
              () -> DriverManager.getConnection(config.jdbcUrl(), config.user(), "guess"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void aSecondServerOnTheSameDirectoryIsRefused() {
    EmbeddedPostgres server = start();
    try (server) {
      assertThatThrownBy(this::start)
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("another Veedel process is using this directory");
    }
  }

  @Test
  void aServerWhoseJvmWasKilledIsFoundAndReplaced() throws Exception {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                StartAndWait.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long orphan;
    try (BufferedReader output = child.inputReader()) {
      orphan =
          output
              .lines()
              .filter(line -> line.startsWith(RUNS))
              .mapToLong(line -> Long.parseLong(line.substring(RUNS.length())))
              .findFirst()
              .orElseThrow();
      child.destroyForcibly().waitFor();
    }
    assertThat(uses(orphan, directory.resolve("cluster"))).isTrue();

    try (EmbeddedPostgres server = start()) {
      assertThat(server.pid()).isNotEqualTo(orphan);
      assertThat(ask(server.config(), "SELECT answer FROM kept")).isEqualTo("42");
      assertThat(uses(orphan, directory.resolve("cluster"))).isFalse();
    }
  }

  @Test
  void aServerThatEndsByItselfIsStartedAgainOnItsPort() throws Exception {
    try (EmbeddedPostgres server = start()) {
      execute(server.config(), "CREATE TABLE kept AS SELECT 42 AS answer");
      long killed = server.pid();

      ProcessHandle.of(killed).orElseThrow().destroyForcibly();

      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> ask(server.config(), "SELECT answer FROM kept").equals("42"));
      assertThat(server.pid()).isNotEqualTo(killed);
    }
  }

  /** After a restart of the machine, or in a container, numbers begin anew. */
  @Test
  void aNumberThatBelongsToSomebodyElseByNowKeepsNobodyOut() throws Exception {
    Path pidFile = directory.resolve("cluster/postmaster.pid");
    List<String> left;
    try (EmbeddedPostgres server = start()) {
      execute(server.config(), "CREATE TABLE kept AS SELECT 42 AS answer");
      left = new ArrayList<>(Files.readAllLines(pidFile));
    }
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      left.set(0, Long.toString(other.pid()));
      Files.write(pidFile, left);

      try (EmbeddedPostgres server = start()) {
        assertThat(ask(server.config(), "SELECT answer FROM kept")).isEqualTo("42");
        assertThat(other.isAlive()).isTrue();
      }
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void aServerThatWasStoppedOnPurposeStaysStoppedUntilItIsResumed() throws Exception {
    try (EmbeddedPostgres server = start()) {
      server.pause();
      assertThatThrownBy(() -> ask(server.config(), "SELECT 1")).isInstanceOf(SQLException.class);
      server.resume();
      assertThat(ask(server.config(), "SELECT 1")).isEqualTo("1");
    }
  }

  /** A JVM that is killed while its server runs. */
  static final class StartAndWait {
    private StartAndWait() {}

    public static void main(String[] arguments) throws Exception {
      EmbeddedPostgres server =
          EmbeddedPostgres.start(Path.of(arguments[0]), TestDatabases.programCache());
      execute(server.config(), "CREATE TABLE kept AS SELECT 42 AS answer");
      System.out.println(RUNS + server.pid());
      Thread.currentThread().join();
    }
  }

  /** By its working directory: where nobody reaps orphans, a process that ended is still listed. */
  private static boolean uses(long pid, Path cluster) {
    try {
      return Files.isSameFile(Path.of("/proc", Long.toString(pid), "cwd"), cluster);
    } catch (IOException e) {
      return false;
    }
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(directory, TestDatabases.programCache());
  }

  private static String ask(DatabaseConfig config, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  private static void execute(DatabaseConfig config, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

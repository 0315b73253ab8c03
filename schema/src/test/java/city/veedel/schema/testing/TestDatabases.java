package city.veedel.schema.testing;

import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.embedded.EmbeddedPostgres;
import city.veedel.schema.embedded.LocalTimescale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where tests get their databases. The embedded PostgreSQL is always there. TimescaleDB is looked
 * for in this order: a server named by {@code VEEDEL_TEST_TIMESCALE_URL} (with {@code _USER} and
 * {@code _PASSWORD}, both {@code veedel} when unset), an installed PostgreSQL that has the
 * extension (a cluster of our own is started), Docker. Where there is none, one line says so and
 * its tests do not run.
 */
public final class TestDatabases {
  private TestDatabases() {}

  /** A fresh, migrated database on the embedded PostgreSQL of this JVM. */
  public static TestDatabase embedded() {
    return EmbeddedServer.ENGINE.fresh();
  }

  /** A fresh, migrated database on TimescaleDB, where there is one. */
  public static Optional<TestDatabase> timescale() {
    return TimescaleServer.ENGINE.map(TestEngine::fresh);
  }

  /** For {@code @MethodSource}: every engine there is. */
  public static List<TestEngine> engines() {
    return Stream.concat(Stream.of(EmbeddedServer.ENGINE), TimescaleServer.ENGINE.stream())
        .toList();
  }

  /** Unpacked server programs, shared by the test JVMs of one user. */
  public static Path programCache() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "veedel-test-programs-" + System.getProperty("user.name"));
  }

  private static final class EmbeddedServer {
    static final TestEngine ENGINE = start();

    private static TestEngine start() {
      Path directory = temporaryDirectory();
      EmbeddedPostgres server = EmbeddedPostgres.start(directory, programCache());
      stopAtExit(server, directory);
      return TestEngine.of("PostgreSQL", server);
    }
  }

  private static final class TimescaleServer {
    private static final String TIMESCALE = "TimescaleDB";
    static final Optional<TestEngine> ENGINE = find();

    private static Optional<TestEngine> find() {
      Optional<TestEngine> engine =
          named().or(TimescaleServer::installed).or(TimescaleServer::container);
      if (engine.isEmpty()) {
        System.out.println(
            "No TimescaleDB found: its tests do not run (set VEEDEL_TEST_TIMESCALE_URL).");
      }
      return engine;
    }

    private static Optional<TestEngine> named() {
      String url = System.getenv("VEEDEL_TEST_TIMESCALE_URL");
      return url == null || url.isBlank()
          ? Optional.empty()
          : Optional.of(
              TestEngine.of(
                  TIMESCALE,
                  DatabaseConfig.of(
                      url,
                      System.getenv().getOrDefault("VEEDEL_TEST_TIMESCALE_USER", "veedel"),
                      System.getenv().getOrDefault("VEEDEL_TEST_TIMESCALE_PASSWORD", "veedel"))));
    }

    private static Optional<TestEngine> installed() {
      Optional<Path> programs = LocalTimescale.findPrograms();
      if (programs.isEmpty()) {
        return Optional.empty();
      }
      Path directory = temporaryDirectory();
      EmbeddedPostgres server = LocalTimescale.start(programs.get(), directory);
      stopAtExit(server, directory);
      return Optional.of(TestEngine.of(TIMESCALE, server));
    }

    private static Optional<TestEngine> container() {
      boolean docker =
          System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
      if (!docker) {
        return Optional.empty();
      }
      try {
        return TimescaleContainer.start().map(config -> TestEngine.of(TIMESCALE, config));
      } catch (LinkageError e) {
        // This module's tests do not have Testcontainers in their class path.
        return Optional.empty();
      }
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("veedel-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stopAtExit(EmbeddedPostgres server, Path directory) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  deleteTree(directory);
                },
                "stop-test-server"));
  }

  private static void deleteTree(Path directory) {
    try (Stream<Path> walk = Files.walk(directory)) {
      walk.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException e) {
      System.err.println("left behind: " + directory);
    }
  }
}

package city.veedel.schema.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A cluster of our own on a PostgreSQL that is installed here together with TimescaleDB. */
public final class LocalTimescale {
  private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
  private static final Path SHARED = Path.of("/usr/share/postgresql");

  private LocalTimescale() {}

  /** The directory with {@code bin} of the newest installed PostgreSQL that has TimescaleDB. */
  public static Optional<Path> findPrograms() {
    if (!Files.isDirectory(PROGRAMS)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(PROGRAMS)) {
      return versions
          .filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
          .filter(version ->
              Files.exists(
                  SHARED.resolve(version.getFileName()).resolve("extension/timescaledb.control")))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static EmbeddedPostgres start(Path programs, Path dataDirectory) {
    return EmbeddedPostgres.start(
        dataDirectory,
        () -> ServerPrograms.in(programs),
        List.of("--locale=C.UTF-8"),
        List.of(
            "shared_preload_libraries=timescaledb",
            "timescaledb.telemetry_level=off",
            "timescaledb.max_background_workers=16",
            "max_worker_processes=32"));
  }
}

package city.veedel.schema.embedded;

import city.veedel.schema.DatabaseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL server on a data directory of ours: loopback only, on any free port, with {@code
 * fsync}, {@code synchronous_commit} and {@code full_page_writes} on, so that what it acknowledged
 * survives a power cut. The directory holds the cluster, the generated password (mode 0600), the
 * server's log, and the unpacked programs.
 *
 * <p>The server is a process of its own and outlives a JVM that is killed. The next start on the
 * same directory finds it by {@code postmaster.pid}, stops it and starts anew. A lock file keeps
 * two living JVMs from doing so to each other. A server that ends by itself is started again.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private static final String DATABASE = "veedel";
  private static final String NO_SUCH_DATABASE = "3D000";

  private final Path directory;
  private final Cluster cluster;
  private final Revival revival;
  private final FileChannel lockFile;
  private final DatabaseConfig config;

  private EmbeddedPostgres(
      Path directory,
      Cluster cluster,
      Revival revival,
      FileChannel lockFile,
      DatabaseConfig config) {
    this.directory = directory;
    this.cluster = cluster;
    this.revival = revival;
    this.lockFile = lockFile;
    this.config = config;
  }

  /** Starts the server of {@code dataDirectory}, creating it the first time. */
  public static EmbeddedPostgres start(Path dataDirectory) {
    return start(dataDirectory, List.of());
  }

  /**
   * @param settings beyond ours and stronger than them, {@code name=value} without spaces; one that
   *     weakens durability is for those who test what happens then
   */
  public static EmbeddedPostgres start(Path dataDirectory, List<String> settings) {
    return start(dataDirectory, dataDirectory.resolve("programs"), settings);
  }

  /**
   * @param programCache where the server programs are unpacked; may be shared between clusters of
   *     one user
   */
  public static EmbeddedPostgres start(Path dataDirectory, Path programCache) {
    return start(dataDirectory, programCache, List.of());
  }

  private static EmbeddedPostgres start(
      Path dataDirectory, Path programCache, List<String> settings) {
    return start(
        dataDirectory,
        () -> ServerPrograms.in(PostgresBinaries.unpack(programCache.toAbsolutePath().normalize())),
        List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        settings);
  }

  /** Where the programs come from; may take a while the first time. */
  @FunctionalInterface
  interface Programs {
    ServerPrograms find() throws IOException;
  }

  /**
   * @param locale options of initdb
   * @param settings further server settings, {@code name=value} without spaces
   */
  static EmbeddedPostgres start(
      Path dataDirectory, Programs source, List<String> locale, List<String> settings) {
    Path directory = dataDirectory.toAbsolutePath().normalize();
    FileChannel lockFile = null;
    try {
      Files.createDirectories(directory);
      lockFile = lock(directory);
      Path passwordFile = directory.resolve("password");
      String password = password(directory, passwordFile);
      Cluster cluster = new Cluster(directory, source.find(), settings);
      cluster.createIfMissing(passwordFile, locale);
      cluster.stopOrphan();
      int port = cluster.start();
      createDatabaseIfMissing(port, password);
      EmbeddedPostgres server =
          new EmbeddedPostgres(
              directory,
              cluster,
              Revival.watch(cluster, port),
              lockFile,
              DatabaseConfig.of(url(port, DATABASE), Cluster.USER, password));
      lockFile = null;
      return server;
    } catch (IOException | SQLException e) {
      throw new EmbeddedPostgresException(
          "The embedded PostgreSQL in " + directory + " did not start: " + e.getMessage(), e);
    } finally {
      closeQuietly(lockFile);
    }
  }

  /**
   * How to reach the server that runs on {@code dataDirectory} for another process of the same
   * user; empty when none runs.
   */
  public static Optional<DatabaseConfig> findRunning(Path dataDirectory) {
    Path directory = dataDirectory.toAbsolutePath().normalize();
    try {
      Optional<Integer> port = Cluster.portOf(directory);
      if (Cluster.runningOn(directory).isEmpty() || port.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          DatabaseConfig.of(
              url(port.get(), DATABASE),
              Cluster.USER,
              Files.readString(directory.resolve("password")).strip()));
    } catch (IOException e) {
      // Just stopping, or not ours to read.
      return Optional.empty();
    }
  }

  public DatabaseConfig config() {
    return config;
  }

  /** Process id of the server, for fault tests. */
  public long pid() {
    try {
      return Cluster.runningOn(directory).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the server, for fault tests; only {@link #resume} starts it again. */
  public void pause() throws IOException {
    revival.hold();
  }

  /** After {@link #pause}: the server runs again on its port. */
  public void resume() throws IOException {
    revival.release();
  }

  /** Ends every connection and waits until all is on the disk. */
  @Override
  public void close() {
    revival.close();
    try {
      cluster.stop();
    } catch (IOException e) {
      LOG.error("The embedded PostgreSQL did not stop cleanly: {}", e.getMessage());
    } finally {
      closeQuietly(lockFile);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IOException(
          "another Veedel process is using this directory; stop it, or choose another directory");
    }
    return channel;
  }

  private static String password(Path directory, Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Path fresh = file.resolveSibling("password.new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
      Synced.sync(fresh);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      Synced.sync(directory);
    }
    return Files.readString(file).strip();
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private static void createDatabaseIfMissing(int port, String password) throws SQLException {
    try {
      DriverManager.getConnection(url(port, DATABASE), Cluster.USER, password).close();
      return;
    } catch (SQLException e) {
      if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
        throw e;
      }
    }
    try (Connection connection =
            DriverManager.getConnection(url(port, "postgres"), Cluster.USER, password);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("The lock file did not close", e);
      }
    }
  }
}

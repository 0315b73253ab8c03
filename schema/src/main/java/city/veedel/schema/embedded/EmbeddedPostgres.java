package city.veedel.schema.embedded;

import city.veedel.schema.DatabaseConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
 * two living JVMs from doing so to each other.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private static final String USER = "veedel";
  private static final String DATABASE = "veedel";
  private static final int START_ATTEMPTS = 3;
  private static final long MAX_LOG_BYTES = 8L << 20;

  private final Path cluster;
  private final ServerPrograms programs;
  private final FileChannel lockFile;
  private final DatabaseConfig config;
  private final long pid;

  private EmbeddedPostgres(
      Path cluster,
      ServerPrograms programs,
      FileChannel lockFile,
      DatabaseConfig config,
      long pid) {
    this.cluster = cluster;
    this.programs = programs;
    this.lockFile = lockFile;
    this.config = config;
    this.pid = pid;
  }

  /** Starts the server of {@code dataDirectory}, creating it the first time. */
  public static EmbeddedPostgres start(Path dataDirectory) {
    return start(dataDirectory, dataDirectory.resolve("programs"));
  }

  /**
   * @param programCache where the server programs are unpacked; may be shared between clusters of
   *     one user
   */
  public static EmbeddedPostgres start(Path dataDirectory, Path programCache) {
    return start(
        dataDirectory,
        () -> ServerPrograms.in(PostgresBinaries.unpack(programCache.toAbsolutePath().normalize())),
        List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        List.of());
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
      ServerPrograms programs = source.find();
      Path cluster = directory.resolve("cluster");
      String password = password(directory.resolve("password"));
      if (!Files.isDirectory(cluster)) {
        initialise(programs, directory, cluster, locale);
      }
      stopOrphan(programs, cluster);
      int port = launch(programs, directory, cluster, settings);
      createDatabase(port, password);
      EmbeddedPostgres server =
          new EmbeddedPostgres(
              cluster,
              programs,
              lockFile,
              DatabaseConfig.of(url(port, DATABASE), USER, password),
              readPid(cluster).orElseThrow());
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
    Path cluster = directory.resolve("cluster");
    try {
      Optional<Long> pid = readPid(cluster);
      if (pid.isEmpty() || !runsOn(pid.get(), cluster)) {
        return Optional.empty();
      }
      // Line 4 of postmaster.pid is the port (src/include/utils/pidfile.h of PostgreSQL).
      String port = Files.readAllLines(cluster.resolve("postmaster.pid")).get(3).strip();
      return Optional.of(
          DatabaseConfig.of(
              "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE,
              USER,
              Files.readString(directory.resolve("password")).strip()));
    } catch (IOException | IndexOutOfBoundsException e) {
      // Just stopping, or not ours to read.
      return Optional.empty();
    }
  }

  public DatabaseConfig config() {
    return config;
  }

  /** Process id of the server, for fault tests. */
  public long pid() {
    return pid;
  }

  /** Ends every connection and waits until all is on the disk. */
  @Override
  public void close() {
    try {
      stop(programs, cluster);
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

  private static String password(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Path fresh = file.resolveSibling("password.new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  /** Under another name first: a cluster directory that exists is a complete one. */
  private static void initialise(
      ServerPrograms programs, Path directory, Path cluster, List<String> locale)
      throws IOException {
    Path fresh = directory.resolve("cluster.new");
    PostgresBinaries.deleteTree(fresh);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + directory.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8"));
    arguments.addAll(locale);
    programs.run("initdb", arguments);
    Files.move(fresh, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  private static int launch(
      ServerPrograms programs, Path directory, Path cluster, List<String> more) throws IOException {
    Path log = directory.resolve("server.log");
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.move(log, directory.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      try {
        programs.run(
            "pg_ctl",
            List.of(
                "start",
                "-w",
                "-s",
                "-D",
                cluster.toString(),
                "-l",
                log.toString(),
                "-o",
                serverOptions(port, more)));
        return port;
      } catch (IOException e) {
        // Somebody else may have taken the port between looking and listening.
        if (attempt == START_ATTEMPTS) {
          throw new IOException(e.getMessage() + "; see " + log, e);
        }
      }
    }
  }

  private static String serverOptions(int port, List<String> more) {
    List<String> settings = new ArrayList<>();
    settings.add("listen_addresses=127.0.0.1");
    settings.add("port=" + port);
    settings.add("unix_socket_directories=");
    settings.add("fsync=on");
    settings.add("synchronous_commit=on");
    settings.add("full_page_writes=on");
    settings.add("max_connections=100");
    settings.add("shared_buffers=256MB");
    settings.add("max_wal_size=2GB");
    settings.add("timezone=UTC");
    settings.addAll(more);
    StringBuilder options = new StringBuilder();
    for (String setting : settings) {
      options.append("-c ").append(setting).append(' ');
    }
    return options.toString().strip();
  }

  /** A server whose JVM was killed still runs on our cluster: stop it, or it keeps us out. */
  private static void stopOrphan(ServerPrograms programs, Path cluster) throws IOException {
    Optional<Long> orphan = readPid(cluster);
    if (orphan.isEmpty() || !runsOn(orphan.get(), cluster)) {
      return;
    }
    LOG.warn(
        "A PostgreSQL server (process {}) of an earlier run still uses {}; stopping it.",
        orphan.get(),
        cluster);
    stop(programs, cluster);
  }

  /**
   * The number in a stale file may belong to anybody by now: only a server in our directory is
   * ours.
   */
  private static boolean runsOn(long pid, Path cluster) {
    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
      return false;
    }
    Path workingDirectory = Path.of("/proc", Long.toString(pid), "cwd");
    try {
      return Files.isSameFile(workingDirectory, cluster);
    } catch (IOException e) {
      // No /proc (macOS) or not our user: pg_ctl makes its own check.
      return !Files.isDirectory(Path.of("/proc/self"));
    }
  }

  private static void stop(ServerPrograms programs, Path cluster) throws IOException {
    try {
      programs.run("pg_ctl", stopArguments(cluster, "fast"));
    } catch (IOException e) {
      if (readPid(cluster).filter(pid -> runsOn(pid, cluster)).isPresent()) {
        // Recovery at the next start makes an immediate stop as safe as a power cut: safe.
        programs.run("pg_ctl", stopArguments(cluster, "immediate"));
      }
    }
  }

  private static List<String> stopArguments(Path cluster, String mode) {
    return List.of("stop", "-s", "-w", "-t", "30", "-m", mode, "-D", cluster.toString());
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private static Optional<Long> readPid(Path cluster) throws IOException {
    Path file = cluster.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    try {
      return lines.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(lines.getFirst()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static void createDatabase(int port, String password) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(url(port, "postgres"), USER, password);
        Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        if (row.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + DATABASE);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
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

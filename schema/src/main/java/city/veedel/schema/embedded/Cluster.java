package city.veedel.schema.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a server below {@code directory}, and starting and stopping a server on them. */
final class Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  static final String USER = "veedel";
  private static final int START_ATTEMPTS = 3;
  private static final long MAX_LOG_BYTES = 8L << 20;

  private final Path directory;
  private final Path files;
  private final ServerPrograms programs;
  private final List<String> settings;
  private final StalePidFile stalePidFile;

  /**
   * @param settings beyond ours, {@code name=value} without spaces
   */
  Cluster(Path directory, ServerPrograms programs, List<String> settings) {
    this.directory = directory;
    this.files = filesIn(directory);
    this.programs = programs;
    this.settings = settings;
    this.stalePidFile = new StalePidFile(files);
  }

  private static Path filesIn(Path directory) {
    return directory.resolve("cluster");
  }

  /** Under another name first: a cluster directory that exists is a complete one. */
  void createIfMissing(Path passwordFile, List<String> locale) throws IOException {
    if (Files.isDirectory(files)) {
      return;
    }
    Path fresh = directory.resolve("cluster.new");
    PostgresBinaries.deleteTree(fresh);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8"));
    arguments.addAll(locale);
    programs.run("initdb", arguments);
    Files.move(fresh, files, StandardCopyOption.ATOMIC_MOVE);
    Synced.sync(directory);
  }

  /** Starts on any free port and returns it. */
  int start() throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      try {
        start(port);
        return port;
      } catch (IOException e) {
        // Somebody else may have taken the port between looking and listening.
        if (attempt == START_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  void start(int port) throws IOException {
    Path log = directory.resolve("server.log");
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.move(log, directory.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    stalePidFile.remove();
    List<String> arguments =
        List.of(
            "start", "-w", "-s", "-D", files.toString(), "-l", log.toString(), "-o", options(port));
    List<String> before = StalePidFile.lines(files);
    try {
      // pg_ctl looks ten times a second; it still tells us when the server does not start.
      programs.run("pg_ctl", arguments, () -> isReadySince(before));
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; see " + log, e);
    }
  }

  /** Line 8 of a postmaster.pid that is not the one an earlier server left behind. */
  private boolean isReadySince(List<String> before) throws IOException {
    List<String> now = StalePidFile.lines(files);
    return now.size() >= 8
        && now.get(7).strip().equals("ready")
        && !now.equals(before)
        && isRunning();
  }

  private String options(int port) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "max_connections=100",
                "shared_buffers=256MB",
                "max_wal_size=2GB",
                "timezone=UTC"));
    all.addAll(settings);
    return "-c " + String.join(" -c ", all);
  }

  /** A server whose JVM was killed still runs on our files: stop it, or it keeps us out. */
  void stopOrphan() throws IOException {
    Optional<Long> orphan = runningOn(directory);
    if (orphan.isPresent()) {
      LOG.warn(
          "A PostgreSQL server (process {}) of an earlier run still uses {}; stopping it.",
          orphan.get(),
          files);
      stop();
    }
  }

  void stop() throws IOException {
    try {
      programs.run("pg_ctl", stopArguments("fast"));
    } catch (IOException e) {
      if (isRunning()) {
        // Recovery at the next start makes an immediate stop as safe as a power cut: safe.
        programs.run("pg_ctl", stopArguments("immediate"));
      }
    }
  }

  private List<String> stopArguments(String mode) {
    return List.of("stop", "-s", "-w", "-t", "30", "-m", mode, "-D", files.toString());
  }

  boolean isRunning() throws IOException {
    return runningOn(directory).isPresent();
  }

  /** The process id of the server that runs on the files below {@code directory}. */
  static Optional<Long> runningOn(Path directory) throws IOException {
    Path files = filesIn(directory);
    return pidLine(files, 0).filter(pid -> runsOn(pid, files));
  }

  /** The port in postmaster.pid; line 4. */
  static Optional<Integer> portOf(Path directory) throws IOException {
    return pidLine(filesIn(directory), 3).map(Math::toIntExact);
  }

  private static Optional<Long> pidLine(Path files, int line) throws IOException {
    List<String> lines = StalePidFile.lines(files);
    try {
      return lines.size() <= line
          ? Optional.empty()
          : Optional.of(Long.parseLong(lines.get(line).strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The number in a stale file may belong to anybody by now: only a server in our directory is
   * ours. A process that ended and was not reaped has no working directory.
   */
  static boolean runsOn(long pid, Path files) {
    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
      return false;
    }
    Path workingDirectory = Path.of("/proc", Long.toString(pid), "cwd");
    try {
      return Files.isSameFile(workingDirectory, files);
    } catch (IOException e) {
      // No /proc (macOS) or not our user: pg_ctl makes its own check.
      return !Files.isDirectory(Path.of("/proc/self"));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

package city.veedel.schema.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code postmaster.pid} that a server leaves behind when it is killed or loses its power.
 * PostgreSQL does not start while any process has the number in it, and after a restart of the
 * machine, or in a container, any process soon has.
 */
final class StalePidFile {
  private static final Logger LOG = LoggerFactory.getLogger(StalePidFile.class);
  private static final Path SHARED_MEMORY = Path.of("/proc/sysvipc/shm");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 100;
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /** Columns of /proc/sysvipc/shm, proc_sysvipc(5). */
  private static final int SEGMENT = 1;

  private static final int ATTACHED = 6;

  private final Path files;

  /**
   * @param files of the cluster
   */
  StalePidFile(Path files) {
    this.files = files;
  }

  /** src/include/utils/pidfile.h of PostgreSQL; empty without a server. */
  static List<String> lines(Path files) throws IOException {
    try {
      return Files.readAllLines(pidFile(files));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static Path pidFile(Path files) {
    return files.resolve("postmaster.pid");
  }

  /**
   * Removes it if its number belongs to another process or to one that ended and was not reaped,
   * and no process of the server is left. Waits for those for a while; where it cannot be told,
   * PostgreSQL decides.
   */
  void remove() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (isTaken()) {
      if (!isSharedMemoryInUse()) {
        LOG.warn(
            "{} is of a server that is gone, but another process has its number now; removed.",
            pidFile(files));
        Files.deleteIfExists(pidFile(files));
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        return;
      }
      pause();
    }
  }

  /** Whether a process has the number that is not a server on these files. */
  private boolean isTaken() throws IOException {
    List<String> lines = lines(files);
    if (lines.isEmpty() || !Files.isReadable(SHARED_MEMORY)) {
      return false;
    }
    try {
      long pid = Long.parseLong(lines.getFirst().strip());
      return Files.isDirectory(Path.of("/proc", Long.toString(pid))) && !Cluster.runsOn(pid, files);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Line 7 names the segment that every process of the server is attached to. */
  private boolean isSharedMemoryInUse() throws IOException {
    List<String> lines = lines(files);
    if (lines.size() < 7) {
      return false;
    }
    String[] keyAndSegment = SPACES.split(lines.get(6).strip());
    String segment = keyAndSegment[keyAndSegment.length - 1];
    try (Stream<String> segments = Files.lines(SHARED_MEMORY)) {
      return segments
          .skip(1)
          .map(line -> SPACES.split(line.strip()))
          .anyMatch(row -> row[SEGMENT].equals(segment) && !row[ATTACHED].equals("0"));
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an earlier server ends", e);
    }
  }
}

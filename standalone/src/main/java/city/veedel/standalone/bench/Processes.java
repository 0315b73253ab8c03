package city.veedel.standalone.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** CPU time and memory of processes, as Linux tells them in {@code /proc} (proc(5)). */
final class Processes {
  private static final Path PROC = Path.of("/proc");

  /** Ticks a second in stat; fixed on Linux (sysconf(_SC_CLK_TCK)). */
  private static final double TICKS = 100.0;

  /** utime, stime, cutime, cstime, counted from the field after the name. */
  private static final int FIRST_TIME_FIELD = 11;

  private Processes() {}

  /** Seconds of CPU of one process, all threads. */
  static double cpuSeconds(long pid) throws IOException {
    List<String> fields = stat(PROC.resolve(Long.toString(pid)));
    return ticks(fields, 0, 2) / TICKS;
  }

  /**
   * Seconds of CPU of a PostgreSQL: its processes work in its data directory. Ended backends are in
   * the sum of their parent. Zero where these processes are not for us to see.
   */
  static double databaseCpuSeconds(Path dataDirectory) throws IOException {
    long ticks = 0;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (worksIn(process, dataDirectory)) {
          ticks += ticks(stat(process), 0, 4);
        }
      }
    }
    return ticks / TICKS;
  }

  private static boolean worksIn(Path process, Path directory) {
    try {
      return Files.isSameFile(process.resolve("cwd"), directory);
    } catch (IOException e) {
      // Ended meanwhile, or somebody else's.
      return false;
    }
  }

  private static List<String> stat(Path process) throws IOException {
    String line;
    try {
      line = Files.readString(process.resolve("stat"));
    } catch (IOException e) {
      if (Files.exists(process)) {
        throw e;
      }
      return List.of();
    }
    return List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
  }

  private static long ticks(List<String> fields, int from, int to) {
    long sum = 0;
    for (int i = from; i < to && FIRST_TIME_FIELD + i < fields.size(); i++) {
      sum += Long.parseLong(fields.get(FIRST_TIME_FIELD + i));
    }
    return sum;
  }

  /** The most memory the process ever held, in MiB. */
  static OptionalLong peakRssMb(long pid) throws IOException {
    OptionalLong kib = kibibytes(pid, "status", "VmHWM:");
    return kib.isPresent() ? OptionalLong.of(kib.getAsLong() / 1_024) : kib;
  }

  /** What the process holds now, in MiB. */
  static long rssMb(long pid) throws IOException {
    return kibibytes(pid, "status", "VmRSS:").orElse(0) / 1_024;
  }

  /** Of all processes of a PostgreSQL, what they share counted once; in MiB. */
  static long databaseMemoryMb(Path dataDirectory) throws IOException {
    long kib = 0;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (worksIn(process, dataDirectory)) {
          long pid = Long.parseLong(process.getFileName().toString());
          kib += kibibytes(pid, "smaps_rollup", "Pss:").orElse(0);
        }
      }
    }
    return kib / 1_024;
  }

  private static OptionalLong kibibytes(long pid, String file, String name) throws IOException {
    return Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve(file)).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst();
  }
}

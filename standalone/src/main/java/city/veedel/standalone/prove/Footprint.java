package city.veedel.standalone.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a product holds of its machine, as Linux tells it (proc(5)).
 *
 * @param memoryMb resident
 * @param threads all of them
 * @param openFiles sockets included
 * @param journalMb on the disk
 */
record Footprint(long memoryMb, long threads, long openFiles, long journalMb) {
  /** A heap grows to its ceiling before it is collected; what must not grow is the rest. */
  private static final double MEMORY_SLACK = 1.5;

  private static final long THREAD_SLACK = 30;
  private static final long FILE_SLACK = 50;

  /** One file of the journal, which is freed as a whole. */
  private static final long JOURNAL_SLACK_MB = 300;

  static Footprint of(Site site) throws IOException {
    Path process = Path.of("/proc", Long.toString(site.product().pid()));
    return new Footprint(
        field(process, "VmRSS:") / 1_024,
        field(process, "Threads:"),
        count(process.resolve("fd")),
        bytes(site.journal()) >> 20);
  }

  /** Resident, at any time so far. */
  static long peakMemoryMb(long pid) throws IOException {
    return field(Path.of("/proc", Long.toString(pid)), "VmHWM:") / 1_024;
  }

  private static long field(Path process, String name) throws IOException {
    return Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  private static long bytes(Path directory) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        bytes += file.toFile().length();
      }
    }
    return bytes;
  }

  /** What has not come back to where it was {@code before}. */
  List<String> grownSince(Footprint before) {
    List<String> grown = new ArrayList<>();
    if (memoryMb > before.memoryMb() * MEMORY_SLACK) {
      grown.add("GROWN memory from " + before.memoryMb() + " to " + memoryMb + " MB");
    }
    if (threads > before.threads() + THREAD_SLACK) {
      grown.add("GROWN threads from " + before.threads() + " to " + threads);
    }
    if (openFiles > before.openFiles() + FILE_SLACK) {
      grown.add("GROWN open files from " + before.openFiles() + " to " + openFiles);
    }
    if (journalMb > before.journalMb() + JOURNAL_SLACK_MB) {
      grown.add("GROWN journal from " + before.journalMb() + " to " + journalMb + " MB");
    }
    return grown;
  }
}

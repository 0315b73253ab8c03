package city.veedel.journal.sqlite;

import city.veedel.journal.JournalFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which batches were found damaged. Each finding is a file {@code damaged/<first>-<last>.…} with
 * what could be saved, so that it is still known after a restart, and until somebody looks at it
 * and deletes it. Any thread may report.
 */
final class DamageLog {
  private static final Logger LOG = LoggerFactory.getLogger(DamageLog.class);
  private static final Pattern NAME = Pattern.compile("(\\d{19})-(\\d{19})\\..*");

  /** Beyond it findings are counted and logged, but not kept. */
  private static final int MAX_FILES = 10_000;

  /** With less, a write that fails says that the disk is full, not that it is bad. */
  private static final long ENOUGH_BYTES = 1 << 20;

  private final Path directory;
  private final long capacityBytes;

  /** First to last number, without overlap. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  private final AtomicLong batches = new AtomicLong();
  private long bytes;
  private int files;

  DamageLog(Path directory, long capacityBytes) throws IOException {
    this.directory = directory;
    this.capacityBytes = capacityBytes;
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> found = Files.list(directory)) {
      for (Path file : found.toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          bytes += Files.size(file);
          files++;
          add(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
        }
      }
    }
  }

  /** Number of batches found damaged, also before this start. */
  long batches() {
    return batches.get();
  }

  /**
   * Counts the batches from {@code first} to {@code last}, once each however often they are met.
   *
   * @param saved what there was to read, or empty
   * @throws JournalFailedException if the finding cannot be kept although there is space: then the
   *     disk fails, and what it shows as damaged may be sound
   */
  synchronized void report(long first, long last, String what, byte[] saved) {
    if (isKnown(first, last)) {
      return;
    }
    Path copy = directory.resolve("%019d-%019d.batch".formatted(first, last));
    if (files < MAX_FILES) {
      keepFinding(copy, saved);
    }
    add(first, last);
    LOG.error(
        "Batches {} to {} of the journal are damaged and set aside ({}); what could be saved is in"
            + " {}",
        first,
        last,
        what,
        copy);
  }

  private void keepFinding(Path copy, byte[] saved) {
    boolean fits = bytes + saved.length <= capacityBytes;
    try {
      Files.createDirectories(directory);
      Files.write(copy, fits ? saved : new byte[0]);
      bytes += fits ? saved.length : 0;
      files++;
    } catch (IOException e) {
      if (hasSpace()) {
        throw new JournalFailedException(
            "what looks damaged cannot be kept as " + copy + ": " + e.getMessage(), e);
      }
      LOG.warn("No copy of the damaged batches could be written to {}", copy, e);
    }
  }

  private boolean hasSpace() {
    try {
      return Files.getFileStore(directory.toAbsolutePath().getParent()).getUsableSpace()
          > ENOUGH_BYTES;
    } catch (IOException e) {
      return true; // It is not space that is missing.
    }
  }

  private boolean isKnown(long first, long last) {
    Map.Entry<Long, Long> range = ranges.floorEntry(first);
    return range != null && range.getValue() >= last;
  }

  /** Findings in the order of their numbers; of those without content a row is one finding. */
  Run run() {
    return new Run();
  }

  final class Run implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private long first = -1;
    private long last = -1;
    private String what = "";

    void add(long number, String found, byte[] saved) {
      if (saved.length > 0) {
        close();
        report(number, number, found, saved);
      } else if (first >= 0 && number == last + 1) {
        last = number;
      } else {
        close();
        first = number;
        last = number;
        what = found;
      }
    }

    @Override
    public void close() {
      if (first >= 0) {
        report(first, last, what, NOTHING);
        first = -1;
      }
    }
  }

  /** Keeps a damaged file for the operator before anything is changed in it. */
  synchronized void keep(Path file) {
    try {
      if (bytes + Files.size(file) > capacityBytes) {
        LOG.warn("No room in {} for a copy of {}", directory, file);
        return;
      }
      // By its time, so that a file damaged twice is kept twice.
      String name = file.getFileName() + "-" + Files.getLastModifiedTime(file).toMillis();
      keep(name, Files.readAllBytes(file));
    } catch (IOException e) {
      LOG.warn("{} cannot be read for a copy", file, e);
    }
  }

  /** Keeps bytes of a damaged file under a name that is no range of batches. */
  synchronized void keep(String name, byte[] damaged) {
    Path copy = directory.resolve(name);
    try {
      Files.createDirectories(directory);
      Files.write(copy, damaged);
      bytes += damaged.length;
      LOG.warn("What was damaged is kept as {}", copy);
    } catch (IOException e) {
      LOG.warn("No copy of what was damaged could be written to {}", copy, e);
    }
  }

  private synchronized void add(long first, long last) {
    long from = first;
    long to = last;
    long known = 0;
    for (Map.Entry<Long, Long> range = ranges.floorEntry(to);
        range != null && range.getValue() >= from;
        range = ranges.floorEntry(to)) {
      from = Math.min(from, range.getKey());
      to = Math.max(to, range.getValue());
      known += range.getValue() - range.getKey() + 1;
      ranges.remove(range.getKey());
    }
    ranges.put(from, to);
    batches.addAndGet(to - from + 1 - known);
  }
}

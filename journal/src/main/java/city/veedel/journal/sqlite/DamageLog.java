package city.veedel.journal.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  private final Path directory;
  private final long capacityBytes;

  /** First to last number, without overlap. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  private final AtomicLong batches = new AtomicLong();
  private long bytes;

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
   */
  synchronized void report(long first, long last, String what, byte[] saved) {
    if (!add(first, last)) {
      return;
    }
    boolean fits = bytes + saved.length <= capacityBytes;
    Path copy = directory.resolve("%019d-%019d.batch".formatted(first, last));
    LOG.error(
        "Batches {} to {} of the journal are damaged and set aside ({}); what could be saved is in"
            + " {}",
        first,
        last,
        what,
        copy);
    try {
      Files.createDirectories(directory);
      Files.write(copy, fits ? saved : new byte[0]);
      bytes += fits ? saved.length : 0;
    } catch (IOException e) {
      LOG.warn("No copy of the damaged batches could be written to {}", copy, e);
    }
  }

  /** Keeps a damaged file for the operator before anything is changed in it. */
  synchronized void keep(Path file) {
    try {
      long size = Files.size(file);
      if (bytes + size > capacityBytes) {
        LOG.warn("No room in {} for a copy of {} ({} bytes)", directory, file, size);
        return;
      }
      Files.createDirectories(directory);
      // By its time, so that a file damaged twice is kept twice.
      Path copy =
          directory.resolve(file.getFileName() + "-" + Files.getLastModifiedTime(file).toMillis());
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      bytes += size;
      LOG.warn("The damaged file {} is kept as {}", file, copy);
    } catch (IOException e) {
      LOG.warn("No copy of {} could be written to {}", file, directory, e);
    }
  }

  /** Whether any of the numbers was new. */
  private synchronized boolean add(long first, long last) {
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
    long added = to - from + 1 - known;
    batches.addAndGet(added);
    return added > 0;
  }
}

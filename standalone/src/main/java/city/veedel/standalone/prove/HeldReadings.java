package city.veedel.standalone.prove;

import city.veedel.journal.Entry;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import city.veedel.journal.sqlite.JournalConfig;
import city.veedel.journal.sqlite.SqliteJournal;
import city.veedel.model.Observation;
import city.veedel.model.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which readings the batches of a journal held before its bits were flipped, so that no others may
 * be missing afterwards. A reading is known by its value: no two of a ledger have the same.
 */
final class HeldReadings {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final NavigableMap<Long, Set<Double>> byBatch = new TreeMap<>();
  private final Set<Double> inLastCommits = new HashSet<>();

  /** Batches from the first to the last, both included. */
  record Span(long first, long last) {
    long length() {
      return last - first + 1;
    }
  }

  /**
   * Reads a copy, because opening a journal changes it.
   *
   * @param journal the directory of a journal that no process has open
   * @param copy an empty directory
   */
  void add(Path journal, Path copy) throws IOException, InterruptedException {
    try (Stream<Path> files = Files.list(journal)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    NavigableMap<Long, Set<Double>> held = read(copy);
    byBatch.putAll(held);
    if (!held.isEmpty()) {
      inLastCommits.addAll(held.lastEntry().getValue());
    }
  }

  private static NavigableMap<Long, Set<Double>> read(Path copy) throws InterruptedException {
    NavigableMap<Long, Set<Double>> held = new TreeMap<>();
    try (SqliteJournal journal = SqliteJournal.open(JournalConfig.in(copy));
        Reader reader = journal.reader(Position.BEGINNING)) {
      Position end = journal.status().next();
      Position next = Position.BEGINNING;
      while (next.compareTo(end) < 0) {
        Stretch stretch = reader.poll(1, AT_ONCE);
        if (stretch.isEmpty()) {
          break;
        }
        next = stretch.next();
        // After the last entry of a batch comes the first of the next one.
        long batch = next.index() == 0 ? next.batch() - 1 : next.batch();
        held.computeIfAbsent(batch, any -> new HashSet<>()).addAll(values(stretch));
      }
    }
    return held;
  }

  private static List<Double> values(Stretch stretch) {
    return stretch.entries().stream()
        .filter(Entry.Accepted.class::isInstance)
        .map(Entry.Accepted.class::cast)
        .flatMap(accepted -> accepted.observations().stream())
        .map(Observation::result)
        .filter(Result.Quantity.class::isInstance)
        .map(result -> ((Result.Quantity) result).value())
        .toList();
  }

  /**
   * The values that may be missing: those of batches the journal reports as damaged, and those of
   * the last commit before each flip, because a flipped bit there cannot be told from a write that
   * a crash has torn.
   */
  Set<Double> excused(List<Span> damaged) {
    Set<Double> excused = new HashSet<>(inLastCommits);
    for (Span span : damaged) {
      byBatch.subMap(span.first(), true, span.last(), true).values().forEach(excused::addAll);
    }
    return excused;
  }
}

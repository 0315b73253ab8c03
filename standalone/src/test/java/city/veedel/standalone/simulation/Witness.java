package city.veedel.standalone.simulation;

import city.veedel.journal.Entry;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Remembers, outside of all that can crash, what every batch of the journal held, whether it was
 * answered for, and whether somebody turned a bit in it.
 */
final class Witness {
  /** A batch as it was written. */
  static final class Written {
    private final List<Entry> entries;
    private String file;
    private int from;
    private int to;
    private boolean exists = true;
    private boolean answered;
    private boolean released;
    private boolean flipped;

    private Written(List<Entry> entries, String file, int from, int to) {
      this.entries = entries;
      this.file = file;
      this.from = from;
      this.to = to;
    }
  }

  private final TreeMap<Long, Written> batches = new TreeMap<>();
  private int flips;
  private int damaged;
  private int falselyDamaged;
  private int unreadable;

  void written(long number, List<Entry> entries, String file, int from, int to) {
    batches.put(number, new Written(entries, file, from, to));
  }

  /** Its senders were told that it is durable. */
  void answered(long number) {
    Written written = batches.get(number);
    if (written != null) {
      written.answered = true;
    }
  }

  /** A recovery met bytes that are no batch: a torn tail, or damage. */
  void unreadable() {
    unreadable++;
  }

  /** The disk was full, nothing of it counts. */
  void takenBack(long number) {
    Written written = batches.get(number);
    if (written != null) {
      written.exists = false;
    }
  }

  /** A recovery found this batch, and it lies here now. */
  void recovered(long number, String file, int from, int to) {
    Written written = batches.get(number);
    if (written != null) {
      written.file = file;
      written.from = from;
      written.to = to;
    }
  }

  /** The store has them, and the journal has deleted them. */
  void released(Set<Long> numbers) {
    for (Long number : numbers) {
      Written written = batches.get(number);
      if (written != null) {
        written.released = true;
      }
    }
  }

  /**
   * @param kept what a recovery found
   */
  void keepsOnly(Set<Long> kept) {
    batches.forEach((number, written) -> {
      if (!written.released) {
        written.exists = kept.contains(number);
      }
    });
  }

  void flipped(String file, int offset) {
    flips++;
    for (Written written : batches.values()) {
      if (written.file.equals(file) && written.from <= offset && offset < written.to) {
        written.flipped = true;
      }
    }
  }

  /** The journal says that it has set this batch aside. */
  void damaged(long number) {
    damaged++;
    Written written = batches.get(number);
    falselyDamaged += written != null && written.flipped ? 0 : 1;
  }

  int flips() {
    return flips;
  }

  /** Batches set aside when read. */
  int damaged() {
    return damaged;
  }

  /** Whether the journal has noticed anything at all. */
  boolean noticed() {
    return damaged + unreadable > 0;
  }

  /** Set aside without need. */
  int falselyDamaged() {
    return falselyDamaged;
  }

  /** What was in batches with a turned bit. */
  Stream<Entry> flippedEntries() {
    return batches.values().stream()
        .filter(written -> written.flipped)
        .flatMap(written -> written.entries.stream());
  }

  Stream<Entry> answeredEntries() {
    return batches.values().stream()
        .filter(written -> written.answered)
        .flatMap(written -> written.entries.stream());
  }

  /** What is or was in the journal for good. */
  Stream<Entry> entries() {
    return batches.values().stream()
        .filter(written -> written.exists)
        .flatMap(written -> written.entries.stream());
  }
}

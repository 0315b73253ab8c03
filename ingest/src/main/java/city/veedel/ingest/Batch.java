package city.veedel.ingest;

import city.veedel.journal.Entry;
import city.veedel.journal.Position;
import java.util.List;
import java.util.UUID;

/**
 * Consecutive entries of one journal, to be stored together.
 *
 * @param from where reading began: the position the database held
 * @param next the position after the last entry: what the database shall hold
 */
public record Batch(UUID journal, Position from, List<Entry> entries, Position next) {
  public Batch {
    entries = List.copyOf(entries);
  }
}

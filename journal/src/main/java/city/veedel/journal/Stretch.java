package city.veedel.journal;

import java.util.List;

/**
 * Consecutive entries.
 *
 * @param next the position after the last entry: what the reader stores with what it made of them
 */
public record Stretch(List<Entry> entries, Position next) {
  public Stretch {
    entries = List.copyOf(entries);
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }
}

package city.veedel.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One unit of appending: its entries are durable together or not at all.
 *
 * @param begins recorded in the same transaction as the entries, or null
 */
public record Append(List<Entry> entries, @Nullable Handshake begins) {
  public Append {
    entries = List.copyOf(entries);
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("an append holds at least one entry");
    }
  }

  public static Append of(Entry... entries) {
    return new Append(List.of(entries), null);
  }
}

package city.veedel.journal.sqlite;

import city.veedel.journal.Handshake;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The handshakes of the file being written, and what the commit in hand makes of them. */
final class OpenHandshakes {
  private final int limit;
  private final Set<Handshake> open;

  /** True for begun, false for ended. */
  private final Map<Handshake, Boolean> changes = new HashMap<>();

  OpenHandshakes(Set<Handshake> open, int limit) {
    this.open = new HashSet<>(open);
    this.limit = limit;
  }

  Collection<Handshake> all() {
    return open;
  }

  boolean contains(Handshake handshake) {
    return changes.getOrDefault(handshake, open.contains(handshake));
  }

  /** Whether one more may be begun in this commit. */
  boolean admits(Handshake handshake) {
    return contains(handshake) || open.size() + changes.size() < limit;
  }

  void begin(Handshake handshake) {
    changes.put(handshake, true);
  }

  void end(Handshake handshake) {
    changes.put(handshake, false);
  }

  boolean changed() {
    return !changes.isEmpty();
  }

  void committed() {
    changes.forEach((handshake, begun) -> {
      boolean _ = begun ? open.add(handshake) : open.remove(handshake);
    });
    changes.clear();
  }

  void rolledBack() {
    changes.clear();
  }
}

package city.veedel.dashboard.live;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Optional;

/**
 * Which datastreams changed in which numbered tick, for a bounded time and number. Only ids are
 * kept: whoever resumes wants the latest value, not those in between. Used by one thread.
 */
final class ChangeRing {
  private final long spanMillis;
  private final int maxEntries;
  private final ArrayDeque<Tick> ticks = new ArrayDeque<>();
  private int entries;
  private long sequence;

  ChangeRing(long spanMillis, int maxEntries) {
    this.spanMillis = spanMillis;
    this.maxEntries = maxEntries;
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared; four bytes per id, not sixteen.
  private record Tick(long sequence, long atMillis, int[] ids) {}

  /** Number of the last tick that changed anything. */
  long sequence() {
    return sequence;
  }

  void add(BitSet changed, long atMillis) {
    sequence++;
    int[] ids = changed.stream().toArray();
    ticks.addLast(new Tick(sequence, atMillis, ids));
    entries += ids.length;
    expire(atMillis);
  }

  void expire(long nowMillis) {
    while (!ticks.isEmpty()
        && (entries > maxEntries || ticks.getFirst().atMillis() + spanMillis < nowMillis)) {
      entries -= ticks.removeFirst().ids().length;
    }
  }

  /** All ids that changed after tick {@code seen}; empty if that is not known any more. */
  Optional<BitSet> since(long seen) {
    if (seen < 0 || seen > sequence) {
      return Optional.empty();
    }
    long oldestKept = ticks.isEmpty() ? sequence + 1 : ticks.getFirst().sequence();
    if (seen + 1 < oldestKept) {
      return Optional.empty();
    }
    BitSet changed = new BitSet();
    var newestFirst = ticks.descendingIterator();
    while (newestFirst.hasNext()) {
      Tick tick = newestFirst.next();
      if (tick.sequence() <= seen) {
        break;
      }
      for (int id : tick.ids()) {
        changed.set(id);
      }
    }
    return Optional.of(changed);
  }
}

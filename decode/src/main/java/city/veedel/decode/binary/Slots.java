package city.veedel.decode.binary;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was read so far, for the entries that refer to it. */
final class Slots {
  private final long[] raws;
  private final double[] values;
  private final int[] offsets;
  private final boolean[] present;

  Slots(int size) {
    raws = new long[size];
    values = new double[size];
    offsets = new int[size];
    present = new boolean[size];
  }

  void put(int slot, Raw raw, double value, int offset) {
    raws[slot] = raw instanceof Raw.Whole whole ? whole.bits() : 0;
    values[slot] = value;
    offsets[slot] = offset;
    present[slot] = true;
  }

  void forget(int slot) {
    present[slot] = false;
  }

  void forget(Set<Integer> slots) {
    slots.forEach(this::forget);
  }

  boolean has(int slot) {
    return present[slot];
  }

  long raw(int slot) {
    return raws[slot];
  }

  int offset(int slot) {
    return offsets[slot];
  }

  Raw.@Nullable Whole slice(Encoding.Slice slice) {
    if (!present[slice.slot()]) {
      return null;
    }
    long bits = raws[slice.slot()] >>> slice.bit();
    return new Raw.Whole(
        ByteCursor.extend(bits, slice.width(), slice.signed()), slice.width(), slice.signed());
  }

  Raw.@Nullable Real sum(Encoding.Sum sum) {
    double total = sum.constant();
    List<Encoding.Sum.Term> terms = sum.terms();
    for (Encoding.Sum.Term term : terms) {
      if (!present[term.slot()]) {
        return null;
      }
      total += term.factor() * values[term.slot()];
    }
    return new Raw.Real(total);
  }

  boolean holds(Condition condition, int port, int remaining) {
    return switch (condition) {
      case Condition.OnPort(Set<Long> ports) -> ports.contains((long) port);
      case Condition.OnBit(int slot, int bit) -> present[slot] && (raws[slot] >> bit & 1) == 1;
      case Condition.OnValue(int slot, Set<Long> wanted) ->
          present[slot] && wanted.contains(raws[slot]);
      case Condition.OnRemaining(int bytes) -> remaining >= bytes;
      case Condition.All(List<Condition> all) -> {
        for (Condition one : all) {
          if (!holds(one, port, remaining)) {
            yield false;
          }
        }
        yield true;
      }
    };
  }
}

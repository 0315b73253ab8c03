package city.veedel.decode.binary;

import city.veedel.decode.document.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The names that a table has given so far. A name that is given again, as for the alternatives of a
 * condition, is the same to who refers to it: the one that was read last.
 */
final class Scope {
  private static final int NAMES_SHOWN = 12;

  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private final List<Boolean> integers = new ArrayList<>();
  private final TableFaults faults;

  Scope(TableFaults faults) {
    this.faults = faults;
  }

  int declare(String name, boolean integer) {
    int slot = slots.computeIfAbsent(name, _ -> slots.size());
    if (slot == integers.size()) {
      integers.add(integer);
    } else {
      integers.set(slot, integer && integers.get(slot));
    }
    return slot;
  }

  int size() {
    return slots.size();
  }

  /** The slot of an earlier field, or nothing after a fault. */
  OptionalInt find(String name, Node.Place place) {
    Integer slot = slots.get(name);
    if (slot == null) {
      List<String> names = slots.keySet().stream().limit(NAMES_SHOWN).toList();
      faults.add(
          place,
          "no field before this one is called "
              + Text.quoted(name)
              + (names.isEmpty() ? "" : "; there are " + String.join(", ", names)));
      return OptionalInt.empty();
    }
    return OptionalInt.of(slot);
  }

  /** As {@link #find}, of a field whose raw value is an integer. */
  OptionalInt findInteger(String name, Node.Place place) {
    OptionalInt slot = find(name, place);
    if (slot.isPresent() && !integers.get(slot.getAsInt())) {
      faults.add(place, Text.quoted(name) + " is no integer; its bits and values mean nothing");
      return OptionalInt.empty();
    }
    return slot;
  }
}

package city.veedel.decode.binary;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table, ready to read payloads.
 *
 * @param ports it knows; empty for any, and for uplinks without one
 * @param ignoreRest whether bytes may be left over
 * @param slots how many names its fields have
 */
record Layout(List<Entry> entries, Set<Long> ports, boolean ignoreRest, int slots) {
  static final Layout EMPTY = new Layout(List.of(), Set.of(), true, 0);

  static Set<Integer> slotsOf(List<Entry> entries) {
    Set<Integer> slots = new TreeSet<>();
    entries.forEach(entry -> collect(entry, slots));
    return slots;
  }

  private static void collect(Entry entry, Set<Integer> slots) {
    switch (entry) {
      case Entry.Field field -> slots.add(field.slot());
      case Entry.Conditional conditional -> collect(conditional.entry(), slots);
      case Entry.Group group -> group.entries().forEach(inner -> collect(inner, slots));
      case Entry.Repeat repeat -> slots.addAll(repeat.slots());
      case Entry.Tlv tlv -> slots.addAll(tlv.slots());
      case Entry.Switch choice -> {
        choice.cases().values().forEach(list -> slots.addAll(slotsOf(list)));
        List<Entry> otherwise = choice.otherwise();
        if (otherwise != null) {
          slots.addAll(slotsOf(otherwise));
        }
      }
      case Entry.Skip _, Entry.Check _ -> {}
    }
  }
}

package city.veedel.journal.codec;

import city.veedel.model.text.TextTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ids of one message: spelled out once (after a 0), then named by their number from 1. */
final class BackReferences<T> {
  /** Nearly every message has fewer ids than are worth a map. */
  private static final int FEW = 16;

  private final List<T> seen = new ArrayList<>(1);
  private @Nullable Map<T, Integer> numbers;

  void write(T id, Function<T, String> text, ByteSink sink) {
    int number = find(id);
    sink.putVarint(number);
    if (number == 0) {
      sink.putString(text.apply(id));
      add(id);
    }
  }

  private int find(T id) {
    if (numbers != null) {
      return numbers.getOrDefault(id, 0);
    }
    return seen.indexOf(id) + 1;
  }

  private void add(T id) {
    seen.add(id);
    if (numbers != null) {
      numbers.put(id, seen.size());
    } else if (seen.size() > FEW) {
      numbers = HashMap.newHashMap(seen.size() * 2);
      for (int i = 0; i < seen.size(); i++) {
        numbers.put(seen.get(i), i + 1);
      }
    }
  }

  T read(TextTable<T> known, ByteSource source) throws MalformedEntryException {
    long number = source.takeVarint();
    if (number == 0) {
      T spelled = source.takeId(known);
      seen.add(spelled);
      return spelled;
    }
    if (number < 0 || number > seen.size()) {
      throw new MalformedEntryException(
          "reference " + Long.toUnsignedString(number) + " to one of " + seen.size() + " ids");
    }
    return seen.get((int) number - 1);
  }
}

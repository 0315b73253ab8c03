package city.veedel.journal.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Ids of one message: spelled out once (after a 0), then named by their number from 1. */
final class BackReferences<T> {
  private final Map<T, Integer> numbers = HashMap.newHashMap(4);
  private final List<T> seen = new ArrayList<>(4);

  void write(T id, Function<T, String> text, ByteSink sink) {
    Integer number = numbers.putIfAbsent(id, numbers.size() + 1);
    if (number != null) {
      sink.putVarint(number);
    } else {
      sink.putVarint(0);
      sink.putString(text.apply(id));
    }
  }

  T read(Function<String, T> id, ByteSource source) throws MalformedEntryException {
    long number = source.takeVarint();
    if (number == 0) {
      T spelled = id.apply(source.takeString());
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

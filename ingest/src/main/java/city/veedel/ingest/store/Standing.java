package city.veedel.ingest.store;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows that stand in the database already, as far as they were looked up. */
final class Standing {
  private record TimeKey(int datastream, long time) {}

  private record SequenceKey(int datastream, long sequence) {}

  private final Map<TimeKey, Row> byTime = new HashMap<>();
  private final Map<SequenceKey, Row> bySequence = new HashMap<>();

  void addByTime(Row row) {
    byTime.put(new TimeKey(row.datastream(), row.time()), row);
  }

  void addBySequence(Row row) {
    bySequence.put(new SequenceKey(row.datastream(), row.sequence()), row);
  }

  @Nullable Row find(Row arriving) {
    if (arriving.knownBySequence()) {
      Row resent = bySequence.get(new SequenceKey(arriving.datastream(), arriving.sequence()));
      if (resent != null) {
        return resent;
      }
    }
    return byTime.get(new TimeKey(arriving.datastream(), arriving.time()));
  }

  /** Datastreams of which a row was found by its time. */
  Iterable<Integer> repeatingDatastreams() {
    return byTime.keySet().stream().map(TimeKey::datastream).distinct().toList();
  }
}

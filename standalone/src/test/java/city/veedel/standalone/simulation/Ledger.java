package city.veedel.standalone.simulation;

import city.veedel.model.StoredObservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was said and what was told about it, kept where nothing fails. */
final class Ledger {
  private final List<Message> messages = new ArrayList<>();
  private final Set<String> onceOnly = new HashSet<>();
  private final Map<Integer, StoredObservation> live = new HashMap<>();
  private int wentBack;

  void add(Message message) {
    messages.add(message);
  }

  /** Every message of this device arrives exactly once. */
  void expectOnce(String device) {
    onceOnly.add(device);
  }

  /** What the map is told. */
  void live(List<StoredObservation> observations) {
    for (StoredObservation observation : observations) {
      StoredObservation before = live.put(observation.datastream(), observation);
      if (before != null && before.phenomenonTime().isAfter(observation.phenomenonTime())) {
        wentBack++;
      }
    }
  }

  List<Message> messages() {
    return messages;
  }

  Set<String> onceOnly() {
    return onceOnly;
  }

  /** How often the latest value went back in time. */
  int wentBack() {
    return wentBack;
  }

  long values() {
    return messages.stream().mapToLong(message -> message.values().size()).sum();
  }
}

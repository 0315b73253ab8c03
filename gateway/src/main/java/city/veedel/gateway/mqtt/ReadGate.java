package city.veedel.gateway.mqtt;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Whether a connection is read from: only while nothing holds it. Back-pressure in MQTT is nothing
 * but not reading; TCP tells the client. Belongs to one event loop. Times are {@link
 * System#nanoTime}.
 */
final class ReadGate {
  private final Map<Hold, Long> heldSince = new EnumMap<>(Hold.class);
  private final Runnable shut;
  private final Runnable open;

  ReadGate(Runnable shut, Runnable open) {
    this.shut = shut;
    this.open = open;
  }

  boolean isOpen() {
    return heldSince.isEmpty();
  }

  void hold(Hold reason, long now) {
    boolean wasOpen = heldSince.isEmpty();
    heldSince.putIfAbsent(reason, now);
    if (wasOpen) {
      shut.run();
    }
  }

  void release(Hold reason) {
    if (heldSince.remove(reason) != null && heldSince.isEmpty()) {
      open.run();
    }
  }

  OptionalLong heldFor(Hold reason, long now) {
    Long since = heldSince.get(reason);
    return since == null ? OptionalLong.empty() : OptionalLong.of(now - since);
  }
}

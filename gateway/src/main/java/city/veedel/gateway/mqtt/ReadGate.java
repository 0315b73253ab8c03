package city.veedel.gateway.mqtt;

import java.util.EnumMap;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether a connection is read from: only while nothing holds it. Back-pressure in MQTT is nothing
 * but not reading; TCP tells the client. Belongs to one event loop. Times are {@link
 * System#nanoTime}.
 */
final class ReadGate {
  private final Runnable shut;
  private final Runnable open;

  /** Only while there is something in it: most connections are never held. */
  private @Nullable EnumMap<Hold, Long> heldSince;

  ReadGate(Runnable shut, Runnable open) {
    this.shut = shut;
    this.open = open;
  }

  boolean isOpen() {
    return heldSince == null;
  }

  void hold(Hold reason, long now) {
    boolean wasOpen = isOpen();
    if (heldSince == null) {
      heldSince = new EnumMap<>(Hold.class);
    }
    heldSince.putIfAbsent(reason, now);
    if (wasOpen) {
      shut.run();
    }
  }

  void release(Hold reason) {
    if (heldSince != null && heldSince.remove(reason) != null && heldSince.isEmpty()) {
      heldSince = null;
      open.run();
    }
  }

  OptionalLong heldFor(Hold reason, long now) {
    Long since = heldSince == null ? null : heldSince.get(reason);
    return since == null ? OptionalLong.empty() : OptionalLong.of(now - since);
  }
}

package city.veedel.gateway.mqtt;

import city.veedel.model.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * QoS 1 messages sent to a device and not acknowledged by it. Lives in the session: what is open
 * when a connection ends is sent again on the next one [MQTT-4.4.0-1]. One event loop at a time.
 */
final class DownlinkWindow {
  /** A message under way. */
  record InFlight(int packetId, Payload payload, CompletableFuture<Downlinks.Result> result) {}

  private final Map<Integer, InFlight> open = new LinkedHashMap<>();
  private int lastPacketId;

  int size() {
    return open.size();
  }

  InFlight add(Payload payload, CompletableFuture<Downlinks.Result> result) {
    do {
      lastPacketId = lastPacketId % 65_535 + 1;
    } while (open.containsKey(lastPacketId));
    InFlight message = new InFlight(lastPacketId, payload, result);
    open.put(lastPacketId, message);
    return message;
  }

  @Nullable InFlight acknowledged(int packetId) {
    return open.remove(packetId);
  }

  /** What to send again, in the order of the first sending [MQTT-4.6.0-1]. */
  List<InFlight> unacknowledged() {
    return List.copyOf(open.values());
  }

  void discard() {
    List<InFlight> lost = new ArrayList<>(open.values());
    open.clear();
    lost.forEach(message -> message.result().complete(Downlinks.Result.LOST));
  }
}

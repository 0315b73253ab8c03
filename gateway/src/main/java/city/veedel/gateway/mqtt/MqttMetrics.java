package city.veedel.gateway.mqtt;

import city.veedel.gateway.mqtt.codec.ReasonCode;
import city.veedel.model.RefusalReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted here. Every tag takes its values from a closed set, none from a device. */
final class MqttMetrics {
  private final Counter[] messages = new Counter[3];
  private final Map<RefusalReason, Counter> refusals = new EnumMap<>(RefusalReason.class);
  private final Map<ReasonCode, Counter> connectRefusals = new EnumMap<>(ReasonCode.class);
  private final Map<ReasonCode, Counter> disconnects = new EnumMap<>(ReasonCode.class);
  private final Map<Hold, Counter> holds = new EnumMap<>(Hold.class);
  private final Map<Downlinks.Result, Counter> downlinks = new EnumMap<>(Downlinks.Result.class);
  private final Counter bytesIn;
  private final Counter bytesOut;
  private final Counter repeats;
  private final Counter willsLost;
  private final Counter connectionsDropped;
  private final AtomicInteger connections = new AtomicInteger();

  MqttMetrics(MeterRegistry registry, AtomicLong unackedBytes) {
    for (int qos = 0; qos < messages.length; qos++) {
      messages[qos] = registry.counter("veedel.mqtt.messages", "qos", Integer.toString(qos));
    }
    for (RefusalReason reason : RefusalReason.values()) {
      refusals.put(reason, registry.counter("veedel.mqtt.refusals", "reason", reason.code()));
    }
    for (ReasonCode reason : ReasonCode.values()) {
      connectRefusals.put(
          reason, registry.counter("veedel.mqtt.connect.refusals", "reason", reason.code()));
      disconnects.put(reason, registry.counter("veedel.mqtt.disconnects", "reason", reason.code()));
    }
    for (Hold hold : Hold.values()) {
      holds.put(hold, registry.counter("veedel.mqtt.holds", "reason", hold.code()));
    }
    for (Downlinks.Result result : Downlinks.Result.values()) {
      downlinks.put(result, registry.counter("veedel.mqtt.downlinks", "result", result.code()));
    }
    bytesIn = Counter.builder("veedel.mqtt.received").baseUnit("bytes").register(registry);
    bytesOut = Counter.builder("veedel.mqtt.sent").baseUnit("bytes").register(registry);
    repeats = registry.counter("veedel.mqtt.qos2.repeats");
    willsLost = registry.counter("veedel.mqtt.wills.lost");
    connectionsDropped = registry.counter("veedel.mqtt.connections.dropped");
    Gauge.builder("veedel.mqtt.connections", connections, AtomicInteger::get).register(registry);
    Gauge.builder("veedel.mqtt.unacknowledged", unackedBytes, AtomicLong::get)
        .baseUnit("bytes")
        .register(registry);
  }

  void connected() {
    connections.incrementAndGet();
  }

  void disconnected() {
    connections.decrementAndGet();
  }

  void message(int qos) {
    messages[qos].increment();
  }

  void refused(RefusalReason reason) {
    count(refusals, reason);
  }

  void connectRefused(ReasonCode reason) {
    count(connectRefusals, reason);
  }

  /** The server ended a connection. */
  void ended(ReasonCode reason) {
    count(disconnects, reason);
  }

  void held(Hold hold) {
    count(holds, hold);
  }

  void downlink(Downlinks.Result result) {
    count(downlinks, result);
  }

  void bytesIn(int bytes) {
    bytesIn.increment(bytes);
  }

  void bytesOut(int bytes) {
    bytesOut.increment(bytes);
  }

  void repeated() {
    repeats.increment();
  }

  void willLost() {
    willsLost.increment();
  }

  void connectionDropped() {
    connectionsDropped.increment();
  }

  private static <K extends Enum<K>> void count(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter != null) { // every key is there; the map cannot say so
      counter.increment();
    }
  }
}

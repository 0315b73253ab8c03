package city.veedel.gateway.mqtt;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether one more socket may be a connection. Those beyond a limit are still read until their
 * CONNECT, so that they can be told why, but only some: the rest is closed at once. Any thread.
 */
final class Admission {
  enum Verdict {
    ADMITTED,
    TOO_MANY,
    TOO_FAST,
    /** Not even worth an answer; was not counted. */
    DROPPED
  }

  private final MqttConfig.Connections limits;
  private final int maxWithRefused;
  private final AtomicInteger inAll = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> perAddress = new ConcurrentHashMap<>();
  private final TokenBucket rate;

  Admission(MqttConfig.Connections limits, long now) {
    this.limits = limits;
    this.maxWithRefused = limits.maxInAll() + Math.max(16, limits.maxInAll() / 16);
    this.rate = new TokenBucket(limits.perSecond(), 2.0 * limits.perSecond(), now);
  }

  /** Counts the socket unless it is {@code DROPPED}; each counted one must {@link #leave}. */
  Verdict enter(String address, long now) {
    int open = inAll.incrementAndGet();
    if (open > maxWithRefused) {
      inAll.decrementAndGet();
      return Verdict.DROPPED;
    }
    int ofAddress = perAddress.merge(address, 1, Integer::sum);
    if (open > limits.maxInAll() || ofAddress > limits.maxPerAddress()) {
      return Verdict.TOO_MANY;
    }
    synchronized (rate) { // held for a few additions, never while waiting
      return rate.take(now) ? Verdict.ADMITTED : Verdict.TOO_FAST;
    }
  }

  void leave(String address) {
    inAll.decrementAndGet();
    perAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }

  int open() {
    return inAll.get();
  }
}

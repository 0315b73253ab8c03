package city.veedel.dashboard.live;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts streams, in all and per network address. Thread-safe. */
public final class LiveAdmission {
  private final LiveConfig config;
  private final AtomicInteger clients = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> clientsByAddress = new ConcurrentHashMap<>();

  LiveAdmission(LiveConfig config) {
    this.config = config;
  }

  /** One admitted stream. */
  public final class Slot {
    private final String address;
    private final AtomicBoolean released = new AtomicBoolean();

    private Slot(String address) {
      this.address = address;
    }

    /** May be called more than once. */
    public void release() {
      if (released.compareAndSet(false, true)) {
        clients.decrementAndGet();
        clientsByAddress.computeIfPresent(
            address, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
      }
    }
  }

  Optional<Slot> admit(String address) {
    if (clients.incrementAndGet() > config.clients()) {
      clients.decrementAndGet();
      return Optional.empty();
    }
    if (clientsByAddress.merge(address, 1, Integer::sum) > config.clientsPerAddress()) {
      new Slot(address).release();
      return Optional.empty();
    }
    return Optional.of(new Slot(address));
  }

  int clients() {
    return clients.get();
  }
}

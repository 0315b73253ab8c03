package city.veedel.gateway.mqtt;

import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Who listens for messages to which device. Any thread. */
final class Subscribers implements Downlinks {
  /** A connection that is subscribed. */
  @FunctionalInterface
  interface Subscriber {
    /** Passes the message to the connection's event loop. */
    void deliver(Payload payload, CompletableFuture<Result> result);
  }

  private final ConcurrentHashMap<DeviceId, List<Subscriber>> byDevice = new ConcurrentHashMap<>();

  void add(DeviceId device, Subscriber subscriber) {
    byDevice.merge(device, List.of(subscriber), Subscribers::withLatest);
  }

  void remove(DeviceId device, Subscriber subscriber) {
    byDevice.computeIfPresent(
        device,
        (_, present) -> {
          List<Subscriber> left = present.stream().filter(s -> !s.equals(subscriber)).toList();
          return left.isEmpty() ? null : left;
        });
  }

  @Override
  public CompletionStage<Result> publish(DeviceId device, Payload payload) {
    List<Subscriber> present = byDevice.getOrDefault(device, List.of());
    if (present.isEmpty()) {
      return CompletableFuture.completedFuture(Result.NOT_CONNECTED);
    }
    CompletableFuture<Result> result = new CompletableFuture<>();
    present.getLast().deliver(payload, result);
    return result;
  }

  private static List<Subscriber> withLatest(List<Subscriber> present, List<Subscriber> latest) {
    List<Subscriber> all = new ArrayList<>(present);
    all.removeAll(latest);
    all.addAll(latest);
    return List.copyOf(all);
  }
}

package city.veedel.gateway.bridge;

import city.veedel.gateway.bridge.BridgeConfig.Route;
import city.veedel.gateway.bridge.BridgeConfig.Source;
import city.veedel.gateway.bridge.BrokerConnection.Delivery;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.registry.DeviceDirectory;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.journal.JournalFailedException;
import city.veedel.model.DeviceId;
import city.veedel.model.Outcome;
import city.veedel.model.Protocol;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * What passes over one connection: messages are handed in as they come, several at a time, and
 * acknowledged in that order as each is decided. All of it on the bridge's thread, which may wait.
 */
final class Delivering {
  private static final long IDLE_POLL_MS = 100;
  private static final long BUSY_POLL_MS = 1;

  private final BridgeConfig config;
  private final BrokerConnection connection;
  private final DeviceDirectory directory;
  private final Intake intake;
  private final DeviceRates rates;
  private final BridgeCounts counts;
  private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();

  /** Of each device, its latest message that is in flight. */
  private final Map<DeviceId, InFlight.HandedIn> latest = new HashMap<>();

  Delivering(
      BridgeConfig config,
      BrokerConnection connection,
      DeviceDirectory directory,
      Intake intake,
      DeviceRates rates,
      BridgeCounts counts) {
    this.config = config;
    this.connection = connection;
    this.directory = directory;
    this.intake = intake;
    this.rates = rates;
    this.counts = counts;
  }

  /** A message that has no acknowledgement yet. */
  private sealed interface InFlight {
    Delivery delivery();

    /** With the intake, which will say what became of it. */
    record HandedIn(Delivery delivery, Arrival arrival, CompletableFuture<Outcome> outcome)
        implements InFlight {
      DeviceId device() {
        return arrival.device().id();
      }
    }

    /** Not for the intake; acknowledged when its turn comes. */
    record Skipped(Delivery delivery, LongAdder counter) implements InFlight {}

    default boolean isDecided() {
      return !(this instanceof HandedIn handedIn) || handedIn.outcome().isDone();
    }

    default boolean isBusy() {
      return this instanceof HandedIn handedIn
          && handedIn.outcome().state() == Future.State.SUCCESS
          && handedIn.outcome().resultNow() instanceof Outcome.Busy;
    }
  }

  /** Returns why the connection was lost. */
  String serve() throws InterruptedException, MqttException {
    while (true) {
      String lost = connection.lost();
      if (lost != null) {
        return lost;
      }
      InFlight oldest = inFlight.peek();
      if (oldest == null && connection.isExhausted()) {
        return "more messages came than may wait";
      }
      if (oldest != null
          && (oldest.isDecided() || inFlight.size() >= config.limits().maxInFlight())) {
        settle(oldest);
      } else {
        Delivery next = connection.poll(oldest == null ? IDLE_POLL_MS : BUSY_POLL_MS);
        if (next != null) {
          take(next);
        }
      }
    }
  }

  private void take(Delivery delivery) throws InterruptedException {
    Optional<Route> route = findRoute(delivery.topic());
    if (route.isPresent() && delivery.retained() && !route.get().takesRetained()) {
      inFlight.add(new InFlight.Skipped(delivery, counts.retainedSkipped));
      return;
    }
    Optional<KnownDevice> device =
        route.flatMap(found -> findDevice(found.source(), delivery.topic()));
    if (device.isEmpty()) {
      inFlight.add(new InFlight.Skipped(delivery, counts.discarded));
      return;
    }
    slowDown(device.get().id());
    handIn(delivery, device.get(), route.get());
  }

  private void handIn(Delivery delivery, KnownDevice device, Route route) {
    Arrival arrival =
        new Arrival(
            device,
            Protocol.BRIDGE,
            delivery.qos() > 0,
            delivery.topic(),
            route.format(),
            delivery.payload(),
            false,
            null);
    InFlight.HandedIn before = latest.get(device.id());
    InFlight.HandedIn next =
        // It would pass by one of its device that was not taken.
        before != null && before.isBusy()
            ? new InFlight.HandedIn(delivery, arrival, before.outcome())
            : handedIn(delivery, arrival);
    latest.put(device.id(), next);
    inFlight.add(next);
  }

  private InFlight.HandedIn handedIn(Delivery delivery, Arrival arrival) {
    return new InFlight.HandedIn(delivery, arrival, intake.handIn(arrival).toCompletableFuture());
  }

  private Optional<Route> findRoute(String topic) {
    return config.routes().stream().filter(route -> route.matches(topic)).findFirst();
  }

  private Optional<KnownDevice> findDevice(Source source, String topic) {
    return switch (source) {
      case Source.Fixed fixed -> directory.find(fixed.device());
      case Source.TopicLevel level -> {
        String[] levels = topic.split("/", -1);
        yield level.level() < levels.length && DeviceId.isValid(levels[level.level()])
            ? directory.find(new DeviceId(levels[level.level()]))
            : Optional.empty();
      }
    };
  }

  /** The broker holds what we do not read, so a device above its rate is slowed, not refused. */
  private void slowDown(DeviceId device) throws InterruptedException {
    for (Duration wait = rates.take(device);
        wait.isPositive() && connection.lost() == null;
        wait = rates.take(device)) {
      Thread.sleep(wait);
    }
  }

  /** Waits until the oldest message is decided, and acknowledges it if it is. */
  private void settle(InFlight oldest) throws InterruptedException, MqttException {
    switch (oldest) {
      case InFlight.Skipped skipped -> skipped.counter().increment();
      case InFlight.HandedIn handedIn -> {
        switch (outcomeOf(handedIn)) {
          case Outcome.Accepted accepted -> counts.accepted.increment();
          case Outcome.Refused refused when refused.kept() -> counts.setAside.increment();
          case Outcome.Refused refused -> counts.discarded.increment();
          case Outcome.Busy busy -> {
            handInAgain(busy.retryAfter());
            return;
          }
        }
      }
    }
    inFlight.remove();
    if (oldest instanceof InFlight.HandedIn done) {
      latest.remove(done.device(), done);
    }
    connection.acknowledge(oldest.delivery());
  }

  private static Outcome outcomeOf(InFlight.HandedIn handedIn) throws InterruptedException {
    try {
      return handedIn.outcome().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof JournalFailedException
          ? new JournalGoneException(e)
          : new IllegalStateException("a message could not be handed in", e.getCause());
    }
  }

  /** In their old places: acknowledgements keep the order in which the messages came. */
  private void handInAgain(Duration pause) throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    while (System.nanoTime() < end && connection.lost() == null) {
      Thread.sleep(Math.min(IDLE_POLL_MS, Math.max(1, pause.toMillis())));
    }
    if (connection.lost() != null) {
      return;
    }
    Set<DeviceId> refused = new HashSet<>();
    for (int left = inFlight.size(); left > 0; left--) {
      InFlight next = inFlight.remove();
      if (next.isBusy()
          && next instanceof InFlight.HandedIn busy
          && !refused.contains(busy.device())) {
        InFlight.HandedIn again = handedIn(busy.delivery(), busy.arrival());
        latest.replace(busy.device(), busy, again);
        if (again.isBusy()) {
          refused.add(busy.device());
        }
        next = again;
      }
      inFlight.add(next);
    }
  }
}

package city.veedel.simulator;

import city.veedel.model.DeviceId;
import city.veedel.simulator.city.CityDevice;
import city.veedel.simulator.city.CityPlan;
import city.veedel.simulator.device.Endpoints;
import city.veedel.simulator.device.SimulatedDevice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every device of a city plan, speaking. One thread decides what is due; links send and wait for
 * answers on threads of their own.
 */
public final class DeviceFleet implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeviceFleet.class);
  private static final double NANOS_PER_SECOND = 1e9;

  private final FleetConfig config;
  private final Clock clock;
  private final DeviceLinks links;
  private final Tally tally = new Tally();
  private final List<FleetMember> members = new ArrayList<>();
  private final ScheduledExecutorService ticker;
  private final Instant startedAt;
  private final long startedNanos;

  private volatile int devicesHeard;
  private volatile long resent;
  private boolean stopped;

  private DeviceFleet(
      CityPlan plan,
      Map<DeviceId, String> secrets,
      Endpoints endpoints,
      FleetConfig config,
      Clock clock) {
    this.config = config;
    this.clock = clock;
    this.links = new DeviceLinks(endpoints, config.link());
    this.startedAt = clock.instant();
    this.startedNanos = System.nanoTime();
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("device-fleet").factory());
    List<CityDevice> reachable =
        plan.members().stream()
            .filter(member -> links.isReachable(member.device().channel()))
            .toList();
    for (int i = 0; i < reachable.size(); i++) {
      members.add(member(reachable.get(i), secrets, (double) i / reachable.size()));
    }
  }

  /**
   * Connects and begins to send; returns at once. Devices whose channel has no port stay silent.
   *
   * @param secrets of every device of the plan
   * @throws IllegalArgumentException if a secret is missing
   */
  public static DeviceFleet start(
      CityPlan plan,
      Map<DeviceId, String> secrets,
      Endpoints endpoints,
      FleetConfig config,
      Clock clock) {
    DeviceLinks.requireSecrets(plan.devices(), secrets);
    DeviceFleet fleet = new DeviceFleet(plan, secrets, endpoints, config, clock);
    var _ =
        fleet.ticker.scheduleWithFixedDelay(
            fleet::tick, 0, config.tick().toMillis(), TimeUnit.MILLISECONDS);
    log.atInfo()
        .addKeyValue("devices", fleet.members.size())
        .addKeyValue("speed", config.speed())
        .log("The simulated city begins to speak");
    return fleet;
  }

  /**
   * @param share of the start in which it first speaks, 0 to 1
   */
  private FleetMember member(CityDevice device, Map<DeviceId, String> secrets, double share) {
    SimulatedDevice description = device.device();
    String secret = secrets.getOrDefault(description.id(), "");
    return new FleetMember(
        device,
        () -> links.open(description, secret),
        tally,
        config.speed(),
        startedNanos + (long) (config.startWithin().toNanos() * share));
  }

  private void tick() {
    try {
      long nowNanos = System.nanoTime();
      // Milliseconds: every protocol and format carries them without loss.
      Instant clockTime = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      Instant cityTime = cityTime(nowNanos);
      int heard = 0;
      for (FleetMember member : members) {
        member.tick(nowNanos, cityTime, clockTime);
        heard += member.hasSpoken() ? 1 : 0;
      }
      devicesHeard = heard;
      resent = links.resentObservations();
    } catch (RuntimeException e) {
      // A throw would end the schedule without a word.
      log.error("The simulated city could not send; it goes on with the next tick", e);
    }
  }

  private Instant cityTime(long nowNanos) {
    double seconds = (nowNanos - startedNanos) / NANOS_PER_SECOND * config.speed();
    return startedAt.plusMillis((long) (seconds * 1000));
  }

  /** So far; messages in flight are in {@code sent} only. */
  public FleetTotals totals() {
    return tally.totals(resent, devicesHeard);
  }

  /**
   * Ends sending, waits until everything in flight is answered or the time is over, disconnects.
   * What was measured and not yet handed to a link is dropped uncounted.
   */
  public synchronized FleetTotals stop() {
    if (!stopped) {
      stopped = true;
      ticker.shutdown();
      try {
        boolean quiet =
            ticker.awaitTermination(config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)
                && tally.awaitAllAnswers(config.drainTimeout());
        if (!quiet) {
          log.atWarn()
              .addKeyValue("timeout_s", config.drainTimeout().toSeconds())
              .log("Some messages were not answered in time; they are counted as unanswered");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      links.close();
      resent = links.resentObservations();
      log.atInfo()
          .addKeyValue("seconds", Duration.between(startedAt, clock.instant()).toSeconds())
          .log("The simulated city is silent");
    }
    return totals();
  }

  /** As {@link #stop}. */
  @Override
  public void close() {
    FleetTotals totals = stop();
    log.atDebug().addKeyValue("acknowledged", totals.acknowledged()).log("Fleet closed");
  }
}

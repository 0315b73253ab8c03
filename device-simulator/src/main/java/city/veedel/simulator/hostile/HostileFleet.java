package city.veedel.simulator.hostile;

import city.veedel.simulator.load.LoadDevice;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attackers of every kind at once; each comes again until all are called back. */
public final class HostileFleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HostileFleet.class);
  private static final int LEAST_PAUSE_MILLIS = 50;
  private static final int MOST_PAUSE_MILLIS = 250;

  private final Map<Attack, Tally> tallies = new EnumMap<>(Attack.class);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  private HostileFleet() {}

  /**
   * @param devices one of its own for each attack: with its secret an attacker gets further
   * @param attackersEach at most 8, the clients that a device may have
   * @param from addresses of this machine to come from, at least one
   */
  public static HostileFleet start(
      Target target,
      Map<Attack, LoadDevice> devices,
      int attackersEach,
      List<InetAddress> from,
      long seed) {
    return start(
        target, devices, attackersEach, from, seed, attack -> attack.behaviour().patience());
  }

  /**
   * @param patience with each attack
   */
  static HostileFleet start(
      Target target,
      Map<Attack, LoadDevice> devices,
      int attackersEach,
      List<InetAddress> from,
      long seed,
      Function<Attack, Duration> patience) {
    HostileFleet fleet = new HostileFleet();
    Random random = new Random(seed);
    devices.forEach((attack, device) -> {
      Tally tally = new Tally();
      fleet.tallies.put(attack, tally);
      for (int number = 0; number < attackersEach; number++) {
        InetAddress address = from.get(fleet.threads.size() % from.size());
        Random own = new Random(random.nextLong());
        Attacker attacker =
            new Attacker(target, device, number, address, patience.apply(attack), own, tally);
        fleet.threads.add(
            Thread.ofVirtual()
                .name(attack + " " + number)
                .unstarted(() -> fleet.repeat(attack.behaviour(), attacker)));
      }
    });
    fleet.threads.forEach(Thread::start);
    return fleet;
  }

  private void repeat(Behaviour behaviour, Attacker attacker) {
    while (!over) {
      attacker.tally().attempt();
      try {
        attempt(behaviour, attacker);
        Thread.sleep(attacker.random().nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void attempt(Behaviour behaviour, Attacker attacker) throws InterruptedException {
    Tally tally = attacker.tally();
    try {
      behaviour.attempt(attacker);
      tally.ended();
    } catch (ConnectException | PortUnreachableException e) {
      tally.unreachable();
    } catch (SocketTimeoutException e) {
      tally.borne();
    } catch (IOException e) {
      if (!over) {
        LOG.debug("An attacker was thrown out", e);
        tally.ended();
      }
    }
  }

  /** How many there are. */
  public int size() {
    return threads.size();
  }

  /** So far. */
  public Map<Attack, Attempts> attempts() {
    Map<Attack, Attempts> sums = new EnumMap<>(Attack.class);
    tallies.forEach((attack, tally) -> sums.put(attack, tally.sum()));
    return Collections.unmodifiableMap(sums);
  }

  /** Calls all of them back. */
  @Override
  public void close() {
    over = true;
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

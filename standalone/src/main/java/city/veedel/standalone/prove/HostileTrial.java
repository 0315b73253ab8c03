package city.veedel.standalone.prove;

import city.veedel.simulator.hostile.Attack;
import city.veedel.simulator.hostile.Attempts;
import city.veedel.simulator.hostile.HostileFleet;
import city.veedel.simulator.hostile.IdleFleet;
import city.veedel.simulator.hostile.Target;
import city.veedel.simulator.ledger.Account;
import city.veedel.simulator.ledger.Ledger;
import city.veedel.simulator.ledger.LedgerDevice;
import city.veedel.simulator.ledger.LedgerFleet;
import city.veedel.simulator.ledger.NumberedReadings;
import city.veedel.simulator.ledger.Service;
import city.veedel.simulator.load.LoadDevice;
import city.veedel.standalone.product.RunningProduct;
import city.veedel.standalone.prove.store.StoredReadings;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Runs one campaign of hostile clients: good devices alone, the same devices beside attackers, a
 * storm of reconnects, comparison.
 */
final class HostileTrial {
  private static final int WINDOW = 8;
  private static final double RESEND_SHARE = 0.1;
  private static final Duration CONNECTING = Duration.ofMinutes(2);
  private static final Duration STORM = Duration.ofMinutes(2);
  private static final Duration SETTLING = Duration.ofSeconds(90);

  /** Of this process, for all but the idle connections. */
  private static final int OTHER_FILES = 2_000;

  /** Fewer that come back at once are no storm. */
  private static final int LEAST_CONNECTIONS = 1_000;

  /** All come from this machine: what an address may do must not be what all of them may do. */
  private static final int ATTACKING_ADDRESSES = 8;

  private static final int IDLE_ADDRESSES = 8;

  private final Campaign campaign;
  private final Hostility hostility;
  private final long seed;
  private final Consumer<String> progress;
  private final List<Outcome.Strike> strikes = new ArrayList<>();

  HostileTrial(Campaign campaign, Hostility hostility, long seed, Consumer<String> progress) {
    this.campaign = campaign;
    this.hostility = hostility;
    this.seed = seed;
    this.progress = progress;
  }

  /** Why no campaign of the kind can be run on this machine; empty if it can. */
  static String obstacle() {
    return obstacle(mostFiles());
  }

  /**
   * @param files that this process may have open
   */
  static String obstacle(long files) {
    return files - OTHER_FILES >= LEAST_CONNECTIONS
        ? ""
        : String.format(
            Locale.ROOT,
            "a process may have %,d files open (ulimit -n), and a storm of reconnects needs %,d",
            files,
            OTHER_FILES + LEAST_CONNECTIONS);
  }

  /**
   * @param directory empty; the ledger is left there
   */
  Outcome run(Path directory) throws IOException, InterruptedException {
    long from = System.nanoTime();
    try (Site site = Site.open(campaign.ground(), directory)) {
      List<LedgerDevice> devices = LedgerDevices.register(site, hostility.goodDevices());
      NumberedReadings readings =
          new NumberedReadings(seed, Instant.now().truncatedTo(ChronoUnit.MILLIS), Trial.STREAMS);
      Path file = directory.resolve("ledger");
      HostileFigures figures;
      try (Ledger ledger = Ledger.create(file, readings)) {
        figures = suffer(site, devices, ledger);
      }
      try (StoredReadings stored =
          StoredReadings.open(site.database(), devices.stream().map(LedgerDevice::id).toList())) {
        long damaged = site.damaged().stream().mapToLong(HeldReadings.Span::length).sum();
        Verdict verdict = Comparison.of(Account.read(file), devices, stored, Set.of(), damaged);
        List<String> findings = new ArrayList<>(verdict.findings());
        if (damaged > 0) {
          findings.add("DAMAGED " + damaged);
        }
        findings.addAll(figures.findings());
        if (site.restartsByItself() > 0) {
          findings.add("ENDED " + site.restartsByItself());
        }
        if (site.hasRunOutOfMemory()) {
          findings.add("OUT_OF_MEMORY");
        }
        return new Outcome(
            campaign,
            seed,
            List.copyOf(strikes),
            Optional.of(verdict),
            stored.engine(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.of(figures),
            findings,
            findings.isEmpty(),
            secondsSince(from));
      }
    }
  }

  private HostileFigures suffer(Site site, List<LedgerDevice> devices, Ledger ledger)
      throws IOException, InterruptedException {
    int connections = connections();
    Map<Attack, LoadDevice> stolen = stolen(site);
    List<LoadDevice> idle = register(site, "idle-", connections);
    progress.accept("  %,d devices are registered".formatted(connections));
    LedgerFleet.Habits habits =
        new LedgerFleet.Habits(WINDOW, hostility.readingsPerSecond() / Trial.STREAMS, RESEND_SHARE);
    try (LedgerFleet fleet = LedgerFleet.start(site.ports(), devices, ledger, habits);
        IdleFleet quiet = connect(site, idle)) {
      Trial.awaitAcknowledgement(ledger, System.nanoTime());
      stretch("warming up", hostility.warmUp(), fleet, site);
      final long pid = site.product().pid();
      final Service.Stretch alone = stretch("alone", hostility.alone(), fleet, site);
      int attackers;
      Service.Stretch beside;
      Map<Attack, Attempts> attempts;
      try (HostileFleet hostile =
          HostileFleet.start(
              target(site, devices),
              stolen,
              hostility.attackersEach(),
              addresses(1, ATTACKING_ADDRESSES),
              seed)) {
        attackers = hostile.size();
        beside = stretch("beside " + attackers + " attackers", hostility.beside(), fleet, site);
        attempts = hostile.attempts();
      }
      strikes.add(
          new Outcome.Strike(attackers + " attackers", hostility.beside().toMillis() / 1e3, 0));
      tell(attempts);
      long idleLost = quiet.lost();
      fleet.service().sinceLastAsked();
      IdleFleet.Storm storm = quiet.storm(STORM);
      site.ensureRunning();
      Service.Stretch storming = fleet.service().sinceLastAsked();
      tell(storm, storming);
      if (!fleet.settle(SETTLING)) {
        progress.accept("  some messages were not answered within " + SETTLING.toSeconds() + " s");
      }
      site.awaitDrained();
      return new HostileFigures(
          attackers,
          alone,
          beside,
          storming,
          idleLost,
          site.memory(),
          attempts,
          storm,
          site.product().pid() == pid,
          note(connections));
    } catch (TimeoutException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private int connections() {
    return Math.clamp(mostFiles() - OTHER_FILES, 0, hostility.connections());
  }

  private static long mostFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  private String note(int connections) {
    return connections == hostility.connections()
        ? ""
        : "%,d connections in place of %,d, for want of open files"
            .formatted(connections, hostility.connections());
  }

  private static Map<Attack, LoadDevice> stolen(Site site) throws IOException {
    Map<Attack, LoadDevice> stolen = new EnumMap<>(Attack.class);
    Iterator<LoadDevice> devices = register(site, "stolen-", Attack.values().length).iterator();
    for (Attack attack : Attack.values()) {
      stolen.put(attack, devices.next());
    }
    return stolen;
  }

  private static List<LoadDevice> register(Site site, String prefix, int count) throws IOException {
    List<String> ids = IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    List<String> secrets = site.register(ids);
    return IntStream.range(0, count)
        .mapToObj(i -> new LoadDevice(ids.get(i), secrets.get(i)))
        .toList();
  }

  private static IdleFleet connect(Site site, List<LoadDevice> devices)
      throws IOException, InterruptedException, TimeoutException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), site.running().mqtt());
    return IdleFleet.connect(server, devices, addresses(2, IDLE_ADDRESSES), CONNECTING);
  }

  /** 127.0.{@code network}.1 and so on: all of 127.0.0.0/8 is this machine. */
  private static List<InetAddress> addresses(int network, int count) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int host = 1; host <= count; host++) {
      addresses.add(InetAddress.getByAddress(new byte[] {127, 0, (byte) network, (byte) host}));
    }
    return addresses;
  }

  private static Target target(Site site, List<LedgerDevice> devices) throws IOException {
    RunningProduct running = site.running();
    return new Target(
        running.mqtt(),
        running.http(),
        running.coap(),
        running.coaps(),
        devices.stream().map(LedgerDevice::id).toList());
  }

  private Service.Stretch stretch(String what, Duration duration, LedgerFleet fleet, Site site)
      throws IOException, InterruptedException {
    long from = System.nanoTime();
    fleet.service().sinceLastAsked();
    Thread.sleep(duration);
    site.ensureRunning();
    Service.Stretch stretch = fleet.service().sinceLastAsked();
    progress.accept("  %s for %.0f s: %s".formatted(what, secondsSince(from), sentence(stretch)));
    return stretch;
  }

  private static String sentence(Service.Stretch stretch) {
    return ("%,d messages acknowledged (%.0f/s), %,d open, p50 %.1f ms, p99 %.1f ms, max %.0f ms,"
            + " %d connections broken, %d exchanges unanswered, %d put off")
        .formatted(
            stretch.acknowledged(),
            stretch.acknowledgedPerSecond(),
            stretch.open(),
            stretch.p50Millis(),
            stretch.p99Millis(),
            stretch.maxMillis(),
            stretch.broken(),
            stretch.unanswered(),
            stretch.putOff());
  }

  private void tell(Map<Attack, Attempts> attempts) {
    attempts.forEach((attack, of) ->
        progress.accept(
            "       %s: %,d times, %,d got in, %,d ended by the product, %,d borne, %,d datagrams"
                .formatted(
                    attack, of.attempts(), of.entered(), of.ended(), of.borne(), of.datagrams())));
  }

  private void tell(IdleFleet.Storm storm, Service.Stretch storming) {
    String what = "%,d connections dropped at once".formatted(storm.connections());
    strikes.add(new Outcome.Strike(what, storm.seconds(), 0));
    progress.accept(
        "  %s, %,d back after %.1f s and %,d tries; meanwhile %s"
            .formatted(what, storm.back(), storm.seconds(), storm.dials(), sentence(storming)));
  }

  private static double secondsSince(long from) {
    return (System.nanoTime() - from) / 1e9;
  }
}

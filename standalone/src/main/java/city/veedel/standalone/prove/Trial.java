package city.veedel.standalone.prove;

import city.veedel.simulator.ledger.Account;
import city.veedel.simulator.ledger.Ledger;
import city.veedel.simulator.ledger.LedgerDevice;
import city.veedel.simulator.ledger.LedgerFleet;
import city.veedel.simulator.ledger.NumberedReadings;
import city.veedel.standalone.prove.store.StoredReadings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one campaign: load, faults, healing, comparison. */
final class Trial {
  static final int STREAMS = 8;
  private static final int DEVICES_A_PROTOCOL = 2;
  private static final int WINDOW = 32;
  private static final double RESEND_SHARE = 0.3;

  private static final int LEAST_LOAD_SHARE = 6;
  private static final Duration FIRST_ACKNOWLEDGEMENT = Duration.ofSeconds(90);
  private static final Duration SETTLING = Duration.ofSeconds(90);
  private static final long LOOK_MILLIS = 20;

  private final Campaign campaign;
  private final long seed;
  private final double readingsPerSecond;
  private final BooleanSupplier isTimeUp;
  private final Consumer<String> progress;
  private final Random random;
  private final List<Outcome.Strike> strikes = new ArrayList<>();

  /** Under load before the first fault, and after the last when all is stored. */
  private @Nullable Footprint before;

  private @Nullable Footprint after;
  private double slowestStartSeconds;

  Trial(
      Campaign campaign,
      long seed,
      double readingsPerSecond,
      BooleanSupplier isTimeUp,
      Consumer<String> progress) {
    this.campaign = campaign;
    this.seed = seed;
    this.readingsPerSecond = readingsPerSecond;
    this.isTimeUp = isTimeUp;
    this.progress = progress;
    this.random = new Random(seed);
  }

  /**
   * @param directory empty, on a disk that nobody breaks; the ledger is left there
   */
  Outcome run(Path directory) throws IOException, InterruptedException {
    long from = System.nanoTime();
    Files.createDirectories(directory);
    try (Site site = Site.open(campaign.ground(), directory)) {
      List<LedgerDevice> devices = LedgerDevices.register(site, DEVICES_A_PROTOCOL);
      NumberedReadings readings =
          new NumberedReadings(seed, Instant.now().truncatedTo(ChronoUnit.MILLIS), STREAMS);
      Path file = directory.resolve("ledger");
      try (Ledger ledger = Ledger.create(file, readings)) {
        site.keepBy(ledger);
        loadAndBreak(site, devices, ledger);
      } catch (SiteGoneException e) {
        return outcome(Optional.empty(), "", List.of("GONE " + e.getMessage()), from);
      }
      try (StoredReadings stored =
          StoredReadings.open(site.database(), devices.stream().map(LedgerDevice::id).toList())) {
        List<HeldReadings.Span> damaged = site.damaged();
        long batches = damaged.stream().mapToLong(HeldReadings.Span::length).sum();
        Verdict verdict =
            Comparison.of(
                Account.read(file), devices, stored, site.held().excused(damaged), batches);
        List<String> findings = new ArrayList<>(verdict.findings());
        if (batches > 0 && !campaign.mayDamage()) {
          findings.add("DAMAGED " + batches);
        }
        findings.addAll(grown());
        if (site.restartsByItself() > 0 && !campaign.mayEnd()) {
          findings.add("ENDED " + site.restartsByItself());
        }
        return outcome(Optional.of(verdict), stored.engine(), findings, from);
      }
    }
  }

  private List<String> grown() {
    return !campaign.isLong() || before == null || after == null
        ? List.of()
        : after.grownSince(before);
  }

  /** The product did not come back: nothing of what it acknowledged can be had. */
  private static final class SiteGoneException extends Exception {
    private static final long serialVersionUID = 1;

    private SiteGoneException(String message) {
      super(message);
    }
  }

  private Outcome outcome(
      Optional<Verdict> verdict, String engine, List<String> findings, long from) {
    boolean isCaught =
        findings.stream()
            .anyMatch(finding -> campaign.mustFind().stream().anyMatch(finding::startsWith));
    return new Outcome(
        campaign,
        seed,
        List.copyOf(strikes),
        verdict,
        engine,
        Optional.ofNullable(before),
        Optional.ofNullable(after),
        slowestStartSeconds,
        Optional.empty(),
        findings,
        campaign.isControl() ? isCaught : findings.isEmpty(),
        secondsSince(from));
  }

  private void loadAndBreak(Site site, List<LedgerDevice> devices, Ledger ledger)
      throws IOException, InterruptedException, SiteGoneException {
    LedgerFleet.Habits habits =
        new LedgerFleet.Habits(WINDOW, readingsPerSecond / STREAMS, RESEND_SHARE);
    try (LedgerFleet fleet = LedgerFleet.start(site.ports(), devices, ledger, habits)) {
      awaitAcknowledgement(ledger, System.nanoTime());
      for (Fault fault : campaign.faults()) {
        if (isTimeUp.getAsBoolean()) {
          break;
        }
        load();
        before = before == null ? Footprint.of(site) : before;
        strike(site, fault, fleet, ledger);
      }
      load();
      if (!fleet.settle(SETTLING)) {
        progress.accept("  some messages were not answered within " + SETTLING.toSeconds() + " s");
      }
    }
    site.awaitDrained();
    slowestStartSeconds = site.product().slowestStartSeconds();
    after = Footprint.of(site);
  }

  private void load() throws InterruptedException {
    int most = (int) campaign.longestLoad().toMillis();
    Thread.sleep(random.nextInt(most / LEAST_LOAD_SHARE, most));
  }

  private void strike(Site site, Fault fault, LedgerFleet fleet, Ledger ledger)
      throws IOException, InterruptedException, SiteGoneException {
    long from = System.nanoTime();
    String what;
    try {
      what = fault.strike(site, random);
      site.ensureRunning();
    } catch (IOException e) {
      if (site.product().isAlive()) {
        throw e;
      }
      throw new SiteGoneException(String.valueOf(e.getMessage()));
    }
    fleet.moveTo(site.ports());
    double seconds = secondsSince(from);
    double firstAcknowledgement = awaitAcknowledgement(ledger, System.nanoTime());
    strikes.add(new Outcome.Strike(what, seconds, firstAcknowledgement));
    progress.accept(
        "  %3d. %s; whole after %.1f s, acknowledging again %.1f s later (%,d readings so far)"
            .formatted(
                strikes.size(),
                what,
                seconds,
                firstAcknowledgement,
                ledger.acknowledgedMessages() * STREAMS));
  }

  /** Seconds it took. */
  static double awaitAcknowledgement(Ledger ledger, long from)
      throws IOException, InterruptedException {
    while (ledger.lastAcknowledgedNanos() - from <= 0) {
      if (System.nanoTime() - from > FIRST_ACKNOWLEDGEMENT.toNanos()) {
        throw new IOException("nothing was acknowledged within " + FIRST_ACKNOWLEDGEMENT);
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return (ledger.lastAcknowledgedNanos() - from) / 1e9;
  }

  private static double secondsSince(long from) {
    return (System.nanoTime() - from) / 1e9;
  }
}

package city.veedel.standalone.prove;

import city.veedel.simulator.ledger.Account;
import city.veedel.simulator.ledger.LedgerDevice;
import city.veedel.simulator.ledger.NumberedReadings;
import city.veedel.standalone.prove.store.StoredReadings;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Compares a ledger with a database, reading by reading. Once. */
final class Comparison {
  private static final int EXAMPLES_A_FINDING = 5;

  private final Account account;
  private final Map<String, LedgerDevice> devices = new HashMap<>();

  /** Messages found, by device and stream. */
  private final Map<StoredReadings.Series, BitSet> found = new HashMap<>();

  private long stored;
  private long lost;
  private long setAside;
  private long duplicate;
  private long corrupt;
  private long refusedButStored;
  private long unacknowledgedButStored;
  private final List<String> examples = new ArrayList<>();

  private Comparison(Account account, List<LedgerDevice> devices) {
    this.account = account;
    devices.forEach(device -> this.devices.put(device.id(), device));
  }

  /**
   * @param excused values that may be missing because what held them was damaged on purpose
   * @param damagedBatches that the journal reports
   */
  static Verdict of(
      Account account,
      List<LedgerDevice> devices,
      StoredReadings database,
      Set<Double> excused,
      long damagedBatches)
      throws IOException {
    Comparison comparison = new Comparison(account, devices);
    database.visit(comparison::reading);
    comparison.lookForMissing(excused);
    return comparison.verdict(database, damagedBatches);
  }

  private void reading(StoredReadings.Series series, long timeMicros, double result) {
    stored++;
    LedgerDevice device = devices.get(series.device());
    Optional<NumberedReadings.Identity> known =
        device == null ? Optional.empty() : identify(device, series, timeMicros, result);
    if (device == null || known.isEmpty()) {
      corrupt++;
      exemplify(corrupt, "CORRUPT", series, result + " at " + instant(timeMicros));
      return;
    }
    int message = Math.toIntExact(known.get().message());
    BitSet messages = found.computeIfAbsent(series, any -> new BitSet());
    if (messages.get(message)) {
      duplicate++;
      exemplify(duplicate, "DUP", series, "message " + message + " at " + instant(timeMicros));
      return;
    }
    messages.set(message);
    Account.OfDevice numbers = Objects.requireNonNull(account.devices().get(device.index()));
    if (numbers.refused().get(message) && !numbers.acknowledged().get(message)) {
      refusedButStored++;
      exemplify(refusedButStored, "REFUSED_BUT_STORED", series, "message " + message);
    } else if (!numbers.acknowledged().get(message)) {
      unacknowledgedButStored++;
    }
  }

  /** Enough to look them up in the ledger and the database, which a failed run keeps. */
  private void exemplify(long so, String finding, StoredReadings.Series series, String which) {
    if (so <= EXAMPLES_A_FINDING) {
      LedgerDevice device = devices.get(series.device());
      examples.add(
          "%s: %s, %s, %s"
              .formatted(
                  finding, device == null ? series.device() : device, series.property(), which));
    }
  }

  /** Empty if no reading of this device and stream has this value and time. */
  private Optional<NumberedReadings.Identity> identify(
      LedgerDevice device, StoredReadings.Series series, long timeMicros, double result) {
    return NumberedReadings.identify(result)
        .filter(identity -> identity.device() == device.index())
        .filter(identity ->
            NumberedReadings.property(identity.stream()).equals(series.property())
                && identity.stream() < account.readings().streams())
        .filter(identity -> wasSent(identity))
        .filter(identity ->
            !device.timed()
                || timeMicros
                    == micros(account.readings().time(device.index(), identity.message())));
  }

  private boolean wasSent(NumberedReadings.Identity identity) {
    Account.OfDevice numbers = account.devices().get(identity.device());
    return numbers != null
        && identity.message() <= Integer.MAX_VALUE
        && numbers.sent().get((int) identity.message());
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private Verdict verdict(StoredReadings database, long damagedBatches) throws IOException {
    long receiptsOff =
        Math.abs(database.receiptsImbalance()) + Math.abs(database.receiptsStored() - stored);
    return new Verdict(
        account.sentReadings(),
        account.acknowledgedReadings(),
        stored,
        lost,
        setAside,
        duplicate,
        corrupt + database.revisions(),
        database.seriesWithWrongLatest(),
        refusedButStored,
        unacknowledgedButStored,
        database.receiptsDuplicate(),
        receiptsOff,
        database.deadLetters(),
        damagedBatches,
        List.copyOf(examples));
  }

  private void lookForMissing(Set<Double> excused) {
    for (LedgerDevice device : devices.values()) {
      Account.OfDevice numbers = account.devices().get(device.index());
      for (int stream = 0; numbers != null && stream < account.readings().streams(); stream++) {
        lookForMissing(device, stream, numbers.acknowledged(), excused);
      }
    }
  }

  private void lookForMissing(
      LedgerDevice device, int stream, BitSet acknowledged, Set<Double> excused) {
    var series = new StoredReadings.Series(device.id(), NumberedReadings.property(stream));
    BitSet missing = (BitSet) acknowledged.clone();
    missing.andNot(found.getOrDefault(series, new BitSet()));
    missing.stream()
        .forEach(message -> {
          if (excused.contains(NumberedReadings.value(device.index(), stream, message))) {
            setAside++;
          } else {
            lost++;
            exemplify(
                lost,
                "LOSS",
                series,
                "message " + message + " of " + account.readings().time(device.index(), message));
          }
        });
  }
}

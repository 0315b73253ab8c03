package city.veedel.standalone.prove;

import city.veedel.simulator.ledger.Account;
import city.veedel.simulator.ledger.LedgerDevice;
import city.veedel.simulator.ledger.NumberedReadings;
import city.veedel.standalone.prove.store.StoredReadings;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Compares a ledger with a database, reading by reading. Once. */
final class Comparison {
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
      return;
    }
    int message = Math.toIntExact(known.get().message());
    BitSet messages = found.computeIfAbsent(series, any -> new BitSet());
    if (messages.get(message)) {
      duplicate++;
      return;
    }
    messages.set(message);
    Account.OfDevice numbers = Objects.requireNonNull(account.devices().get(device.index()));
    if (numbers.refused().get(message) && !numbers.acknowledged().get(message)) {
      refusedButStored++;
    } else if (!numbers.acknowledged().get(message)) {
      unacknowledgedButStored++;
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
        damagedBatches);
  }

  private void lookForMissing(Set<Double> excused) {
    for (LedgerDevice device : devices.values()) {
      Account.OfDevice numbers = account.devices().get(device.index());
      for (int stream = 0; numbers != null && stream < account.readings().streams(); stream++) {
        BitSet missing = (BitSet) numbers.acknowledged().clone();
        missing.andNot(
            found.getOrDefault(
                new StoredReadings.Series(device.id(), NumberedReadings.property(stream)),
                new BitSet()));
        int of = stream;
        long damaged =
            missing.stream()
                .filter(message ->
                    excused.contains(NumberedReadings.value(device.index(), of, message)))
                .count();
        setAside += damaged;
        lost += missing.cardinality() - damaged;
      }
    }
  }
}

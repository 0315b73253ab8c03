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

/** Compares a ledger with a database, reading by reading. Once. */
final class Comparison {
  private final Account account;
  private final Map<String, LedgerDevice> devices = new HashMap<>();

  /** Messages found, by device and stream. */
  private final Map<StoredReadings.Series, BitSet> found = new HashMap<>();

  private long stored;
  private long duplicate;
  private long corrupt;
  private long refusedButStored;
  private long unacknowledgedButStored;

  private Comparison(Account account, List<LedgerDevice> devices) {
    this.account = account;
    devices.forEach(device -> this.devices.put(device.id(), device));
  }

  /**
   * @param damagedBatches the journal reports; while there are any, what is missing was set aside
   */
  static Verdict of(
      Account account, List<LedgerDevice> devices, StoredReadings database, long damagedBatches)
      throws IOException {
    Comparison comparison = new Comparison(account, devices);
    database.visit(comparison::reading);
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
    long missing = missing();
    long receiptsOff =
        Math.abs(database.receiptsImbalance()) + Math.abs(database.receiptsStored() - stored);
    return new Verdict(
        account.sentReadings(),
        account.acknowledgedReadings(),
        stored,
        damagedBatches == 0 ? missing : 0,
        damagedBatches == 0 ? 0 : missing,
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

  private long missing() {
    long missing = 0;
    for (LedgerDevice device : devices.values()) {
      Account.OfDevice numbers = account.devices().get(device.index());
      if (numbers == null) {
        continue;
      }
      for (int stream = 0; stream < account.readings().streams(); stream++) {
        BitSet lost = (BitSet) numbers.acknowledged().clone();
        lost.andNot(
            found.getOrDefault(
                new StoredReadings.Series(device.id(), NumberedReadings.property(stream)),
                new BitSet()));
        missing += lost.cardinality();
      }
    }
    return missing;
  }
}

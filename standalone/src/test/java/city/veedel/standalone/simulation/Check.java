package city.veedel.standalone.simulation;

import city.veedel.ingest.store.SimulatedStore;
import city.veedel.ingest.store.SimulatedStore.Kept;
import city.veedel.journal.Entry;
import city.veedel.model.DeadLetter;
import city.veedel.model.RefusalReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what was said with what is stored. LOSS, DUP, CORRUPT, ORDER and COUNT are failures;
 * what is set aside is one only where no bit was turned.
 */
final class Check {
  private record Name(String device, String property, double value) {}

  private final Ledger ledger;
  private final SimulatedStore store;
  private final Witness witness;
  private final MeterRegistry meters;
  private final List<String> findings = new ArrayList<>();
  private final Map<Name, List<Kept>> standing;
  private final Set<Name> revised;
  private final Set<Name> flipped;
  private final List<DeadLetter> letters;

  Check(Ledger ledger, SimulatedStore store, Witness witness, MeterRegistry meters) {
    this.ledger = ledger;
    this.store = store;
    this.witness = witness;
    this.meters = meters;
    this.standing = store.observations().stream().collect(Collectors.groupingBy(Check::name));
    this.revised = store.revisions().stream().map(Check::name).collect(Collectors.toSet());
    this.flipped = witness.flippedEntries().flatMap(Check::names).collect(Collectors.toSet());
    this.letters = store.letters();
  }

  private static Name name(Kept kept) {
    Double result = kept.result();
    return new Name(kept.thing(), kept.property(), result == null ? Double.NaN : result);
  }

  private static Stream<Name> names(Entry entry) {
    return switch (entry) {
      case Entry.Accepted accepted ->
          accepted.observations().stream()
              .map(observation ->
                  new Name(
                      observation.thing().value(),
                      observation.property().value(),
                      observation.result()
                              instanceof city.veedel.model.Result.Quantity(double value)
                          ? value
                          : Double.NaN));
      case Entry.SetAside _ -> Stream.empty();
    };
  }

  /**
   * @param drained whether everything was stored, so that counters can be compared
   */
  List<String> findings(boolean drained) {
    Set<Name> said = new HashSet<>();
    for (Message message : ledger.messages()) {
      for (Message.Value value : message.values()) {
        said.add(new Name(message.device(), value.property(), value.value()));
      }
      if (message.told() != Message.Told.NOTHING) {
        check(message);
      }
    }
    Stream.concat(standing.keySet().stream(), revised.stream())
        .filter(name -> !said.contains(name))
        .forEach(name -> find("CORRUPT", "stored, but never said: " + name));
    checkLatest();
    if (witness.falselyDamaged() > 0) {
      find("FALSE_ALARM", witness.falselyDamaged() + " sound batches were called damaged");
    }
    if (witness.flips() == 0) {
      checkOnce();
      if (drained) {
        checkCounts();
      }
    }
    return findings;
  }

  private void find(String what, String detail) {
    findings.add(what + " " + detail);
  }

  private void check(Message message) {
    if (!message.readable()) {
      checkLetter(message);
      return;
    }
    if (message.told() == Message.Told.REFUSED) {
      find("CORRUPT", "refused although it is sound: " + text(message.payload()));
    }
    for (Message.Value value : message.values()) {
      if (value.storable()) {
        check(message, value);
      } else {
        checkRefusedByStore(message, value);
      }
    }
  }

  private void check(Message message, Message.Value value) {
    Name name = new Name(message.device(), value.property(), value.value());
    List<Kept> rows = standing.getOrDefault(name, List.of());
    if (rows.isEmpty() && !revised.contains(name)) {
      missing(flipped.contains(name), text(message.payload()));
    }
    if (rows.size() > 1 && !(message.once() && witness.flips() > 0)) {
      find("DUP", rows.size() + " times: " + name);
    }
    Long time = value.time();
    for (Kept row : rows) {
      if (time != null && row.time() != time) {
        find("CORRUPT", "another time: " + name);
      }
    }
  }

  private void missing(boolean hit, String what) {
    if (!hit) {
      find("LOSS", what);
    } else if (!witness.noticed()) {
      find("SILENT", "a damaged batch is missing and nothing says so: " + what);
    }
  }

  private void checkLetter(Message message) {
    long kept = letters.stream().filter(letter -> isOf(message, letter)).count();
    if (kept == 0) {
      boolean hit =
          witness
              .flippedEntries()
              .anyMatch(entry ->
                  entry instanceof Entry.SetAside(DeadLetter letter) && isOf(message, letter));
      missing(hit, "dead letter " + text(message.payload()));
    }
    if (kept > 1 && message.once() && witness.flips() == 0) {
      find("DUP", kept + " dead letters: " + text(message.payload()));
    }
  }

  private static boolean isOf(Message message, DeadLetter letter) {
    return letter.provenance().device().value().equals(message.device())
        && Arrays.equals(letter.payload().bytes(), message.payload());
  }

  private void checkRefusedByStore(Message message, Message.Value value) {
    String pointer = "/values/" + value.property();
    boolean kept =
        letters.stream()
            .anyMatch(letter ->
                letter.reason() == RefusalReason.STORE_REFUSED
                    && letter.provenance().device().value().equals(message.device())
                    && letter.pointer().equals(pointer));
    if (!kept) {
      Name name = new Name(message.device(), value.property(), value.value());
      missing(flipped.contains(name), "refused by the store: " + text(message.payload()));
    }
  }

  /** The latest value is the newest that stands, and it never went back. */
  private void checkLatest() {
    if (ledger.wentBack() > 0) {
      find("ORDER", "the latest value went back in time " + ledger.wentBack() + " times");
    }
    Map<String, Long> newest = new HashMap<>();
    for (Kept row : store.observations()) {
      newest.merge(row.thing() + "/" + row.property(), row.time(), Math::max);
    }
    for (Kept latest : store.latest()) {
      String datastream = latest.thing() + "/" + latest.property();
      if (newest.getOrDefault(datastream, Long.MIN_VALUE) != latest.time()) {
        find("ORDER", "the latest of " + datastream + " is not the newest");
      }
    }
  }

  private void checkOnce() {
    for (String device : ledger.onceOnly()) {
      long duplicates = store.duplicates(device);
      if (duplicates > 0) {
        find("DUP", duplicates + " values of QoS 2 came twice from " + device);
      }
    }
  }

  /** Receipts say what the journal held; the intake counted what it answered for. */
  private void checkCounts() {
    Map<String, Long> expected = new HashMap<>();
    witness
        .entries()
        .forEach(entry -> expected.merge(device(entry), observations(entry), Long::sum));
    expected.forEach((device, count) -> {
      long receipts = store.accepted(device) + store.refused(device);
      if (receipts != count) {
        find("COUNT", "receipts of " + device + " say " + receipts + ", the journal " + count);
      }
    });
    long answered = witness.answeredEntries().mapToLong(Check::observations).sum();
    double counted = sum("veedel.intake.accepted") + sum("veedel.intake.set.aside");
    if (counted != answered) {
      find("COUNT", "the intake counted " + counted + " and answered for " + answered);
    }
  }

  private double sum(String counter) {
    return meters.find(counter).counters().stream().mapToDouble(Counter::count).sum();
  }

  private static long observations(Entry entry) {
    return switch (entry) {
      case Entry.Accepted accepted -> accepted.observations().size();
      case Entry.SetAside(DeadLetter letter) -> letter.observations();
    };
  }

  private static String device(Entry entry) {
    return switch (entry) {
      case Entry.Accepted accepted -> accepted.provenance().device().value();
      case Entry.SetAside(DeadLetter letter) -> letter.provenance().device().value();
    };
  }

  private static String text(byte[] payload) {
    return new String(payload, StandardCharsets.UTF_8);
  }
}

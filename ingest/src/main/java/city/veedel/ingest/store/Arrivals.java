package city.veedel.ingest.store;

import city.veedel.ingest.Batch;
import city.veedel.journal.Entry;
import city.veedel.model.DeadLetter;
import city.veedel.model.Observation;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import city.veedel.model.ResultType;
import city.veedel.model.TimeOrigin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A batch, taken apart: every observation with a number of its own, what can be a row, what cannot,
 * and the dead letters that came along.
 */
final class Arrivals {
  /** The earliest and latest times any engine has partitions for; see V2__observation.sql. */
  private static final Instant EARLIEST = Instant.parse("1700-01-01T00:00:00Z");

  private static final Duration FURTHEST = Duration.ofDays(365);

  /** One observation and where it came from. */
  record Arrived(Provenance provenance, Observation observation) {}

  /** An observation that cannot be stored, and why. */
  record Unfit(Arrived arrived, RefusalReason reason, String detail) {}

  private final List<Arrived> all = new ArrayList<>();
  private final Datastreams.@Nullable Known[] datastreams;
  private final List<DeadLetter> letters = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<Row> liveRows = new ArrayList<>();
  private final Map<Integer, Unfit> unfit = new LinkedHashMap<>();

  Arrivals(Batch batch) {
    for (Entry entry : batch.entries()) {
      switch (entry) {
        case Entry.Accepted accepted -> {
          for (Observation observation : accepted.observations()) {
            all.add(new Arrived(accepted.provenance(), observation));
          }
        }
        case Entry.SetAside setAside -> letters.add(setAside.letter());
      }
    }
    datastreams = new Datastreams.@Nullable Known[all.size()];
  }

  List<Arrived> all() {
    return all;
  }

  Arrived arrived(Row row) {
    return all.get(row.number());
  }

  List<DeadLetter> letters() {
    return letters;
  }

  /** What is kept for good. */
  List<Row> rows() {
    return rows;
  }

  /** What is kept until something newer comes: the present of shared vehicles. */
  List<Row> liveRows() {
    return liveRows;
  }

  /** By number. */
  Map<Integer, Unfit> unfit() {
    return unfit;
  }

  void setUnfit(int number, RefusalReason reason, String detail) {
    unfit.put(number, new Unfit(all.get(number), reason, detail));
  }

  /**
   * Looks up the datastream of every observation that has none yet.
   *
   * @return what is not known, with the observation that says most about it
   */
  Collection<Datastreams.Wanted> findDatastreams(KnownDatastreams known) {
    Map<Datastreams.Key, Datastreams.Wanted> missing = new LinkedHashMap<>();
    for (int number = 0; number < datastreams.length; number++) {
      if (datastreams[number] != null) {
        continue;
      }
      Arrived arrived = all.get(number);
      Observation observation = arrived.observation();
      Datastreams.Key key = Datastreams.Key.of(arrived.provenance(), observation);
      Datastreams.Known found = known.find(key);
      datastreams[number] = found;
      if (found == null) {
        missing.merge(
            key,
            new Datastreams.Wanted(key, observation.result(), observation.location()),
            Datastreams.Wanted::orSaysMore);
      }
    }
    return missing.values();
  }

  /** What stands since this batch: everything written but what turned out to be unfit. */
  List<Row> standing(Plan plan) {
    List<Row> standing = new ArrayList<>();
    standing.addAll(plan.inserts());
    standing.addAll(plan.updates());
    standing.addAll(liveRows);
    if (!unfit.isEmpty()) {
      standing.removeIf(row -> unfit.containsKey(row.number()));
    }
    return standing;
  }

  /** Received later than its datastream leads to expect. */
  boolean isLate(int number) {
    Datastreams.Known datastream = datastreams[number];
    Arrived arrived = all.get(number);
    return datastream != null
        && !datastream.outdated()
        && Micros.of(arrived.provenance().receivedAt())
                - Micros.of(arrived.observation().phenomenonTime())
            > datastream.lateAfterMicros();
  }

  /** Makes rows of what fits, once every datastream is known that can be. */
  void makeRows() {
    Map<Integer, Long> lastReceipt = new HashMap<>();
    Provenance message = null;
    for (int number = 0; number < all.size(); number++) {
      Arrived arrived = all.get(number);
      // Receipt times differ from message to message, so equal provenance is one message.
      if (!arrived.provenance().equals(message)) {
        message = arrived.provenance();
        lastReceipt.clear();
      }
      Observation observation = arrived.observation();
      Datastreams.Known datastream = datastreams[number];
      if (datastream == null) {
        setUnfit(
            number,
            RefusalReason.STORE_REFUSED,
            "the thing "
                + observation.thing()
                + " does not exist and the device "
                + arrived.provenance().device()
                + ", which could have brought it, is no longer registered");
        continue;
      }
      if (datastream.outdated()) {
        setUnfit(
            number,
            RefusalReason.UNIT_MISMATCH,
            "it was decoded by version "
                + arrived.provenance().decoderVersion()
                + " of the device type, which said otherwise what "
                + observation.property()
                + " means than the type does now");
        continue;
      }
      Optional<String> mismatch = mismatch(datastream.type(), observation.result());
      if (mismatch.isPresent()) {
        setUnfit(number, RefusalReason.RESULT_TYPE_MISMATCH, mismatch.get());
      } else if (outOfRange(arrived)) {
        setUnfit(
            number,
            RefusalReason.STORE_REFUSED,
            "the time "
                + observation.phenomenonTime()
                + " is outside 1700 to one year after receipt");
      } else {
        Row row = row(number, datastream.id(), arrived, lastReceipt);
        (datastream.keepsHistory() ? rows : liveRows).add(row);
      }
    }
  }

  private static Row row(
      int number, int datastream, Arrived arrived, Map<Integer, Long> lastReceipt) {
    Observation observation = arrived.observation();
    long time = Micros.of(observation.phenomenonTime());
    boolean receipt = observation.timeOrigin() == TimeOrigin.RECEIPT;
    if (receipt) {
      // One message may hold several values without a time: they must not become one. The same
      // message gives the same times again when it is read again.
      Long last = lastReceipt.get(datastream);
      time = last == null ? time : Math.max(time, last + 1);
      lastReceipt.put(datastream, time);
    }
    return new Row(
        number,
        datastream,
        time,
        Row.number(observation.result()),
        Row.text(observation.result()),
        Micros.of(arrived.provenance().receivedAt()),
        observation.sequence(),
        receipt,
        arrived.provenance().decoderVersion());
  }

  private static boolean outOfRange(Arrived arrived) {
    Instant time = arrived.observation().phenomenonTime();
    return time.isBefore(EARLIEST)
        || time.isAfter(arrived.provenance().receivedAt().plus(FURTHEST));
  }

  /** Numbers and booleans go together: a boolean is 1 or 0. Text goes with text only. */
  private static Optional<String> mismatch(ResultType type, Result result) {
    boolean fits =
        switch (result) {
          case Result.Missing missing -> true;
          case Result.Flag flag -> type != ResultType.TEXT;
          case Result.State state -> type == ResultType.TEXT;
          case Result.Quantity quantity ->
              type == ResultType.NUMBER
                  || type == ResultType.BOOLEAN && (quantity.value() == 0 || quantity.value() == 1);
        };
    return fits
        ? Optional.empty()
        : Optional.of(
            "the datastream holds results of type "
                + type.code()
                + ", the value is a "
                + result.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
  }
}

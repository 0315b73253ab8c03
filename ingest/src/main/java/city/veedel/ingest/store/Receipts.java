package city.veedel.ingest.store;

import city.veedel.model.DeadLetter;
import city.veedel.model.Provenance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what became of every observation, per device and hour of receipt, and writes it. */
final class Receipts {
  /**
   * @param hour since 1970
   */
  record Key(String device, long hour, boolean assured) {
    // In one order always, so that two ingests never wait for each other crosswise.
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::device).thenComparingLong(Key::hour).thenComparing(Key::assured);

    static Key of(Provenance provenance) {
      return new Key(
          provenance.device().value(),
          Math.floorDiv(provenance.receivedAt().getEpochSecond(), SECONDS_PER_HOUR),
          provenance.assured());
    }
  }

  record Line(Key key, Counts counts) {}

  static final class Counts {
    long stored;
    long duplicate;
    long corrected;
    long quarantined;
    long late;
    long refused;
  }

  private static final long SECONDS_PER_HOUR = 3_600;

  private final Map<Key, Counts> counts = new HashMap<>();
  private long stored;
  private long duplicate;
  private long corrected;
  private long quarantined;
  private long refused;

  /** What the plan and the arrivals say of a batch. */
  static Receipts of(Arrivals arrivals, Plan plan) {
    Receipts receipts = new Receipts();
    for (int number = 0; number < arrivals.all().size(); number++) {
      Arrivals.Arrived arrived = arrivals.all().get(number);
      Fate fate = plan.fate(number);
      if (fate == null || arrivals.unfit().containsKey(number)) {
        fate = Fate.QUARANTINED;
      }
      receipts.count(arrived.provenance(), fate, fate == Fate.STORED && arrivals.isLate(number));
    }
    arrivals.letters().forEach(receipts::count);
    return receipts;
  }

  /**
   * @param late received later than its datastream leads to expect; counts only when stored
   */
  void count(Provenance provenance, Fate fate, boolean late) {
    Counts of = counts.computeIfAbsent(Key.of(provenance), key -> new Counts());
    switch (fate) {
      case STORED -> {
        of.stored++;
        stored++;
        of.late += late ? 1 : 0;
      }
      case DUPLICATE -> {
        of.duplicate++;
        duplicate++;
      }
      case CORRECTED -> {
        of.corrected++;
        corrected++;
      }
      case QUARANTINED -> {
        of.quarantined++;
        quarantined++;
      }
    }
  }

  void count(DeadLetter letter) {
    Counts of = counts.computeIfAbsent(Key.of(letter.provenance()), key -> new Counts());
    if (letter.acknowledged()) {
      of.quarantined += letter.observations();
      quarantined += letter.observations();
    } else {
      of.refused += letter.observations();
      refused += letter.observations();
    }
  }

  long stored() {
    return stored;
  }

  long duplicate() {
    return duplicate;
  }

  long corrected() {
    return corrected;
  }

  long quarantined() {
    return quarantined;
  }

  long refused() {
    return refused;
  }

  /** In an order that is the same always. */
  List<Line> lines() {
    return counts.entrySet().stream()
        .map(entry -> new Line(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(Line::key, Key.ORDER))
        .toList();
  }

  void write(Connection connection) throws SQLException {
    List<Line> lines = lines();
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            INSERT INTO receipt AS r (device_id, hour, assured, accepted, stored, duplicate,
              corrected, quarantined, late, refused)
            SELECT v.device, timestamptz 'epoch' + v.hour * interval '1 hour', v.assured,
              v.stored + v.duplicate + v.corrected + v.quarantined, v.stored, v.duplicate,
              v.corrected, v.quarantined, v.late, v.refused
            FROM unnest(?::text[], ?::bigint[], ?::bool[], ?::bigint[], ?::bigint[], ?::bigint[],
                ?::bigint[], ?::bigint[], ?::bigint[])
              AS v (device, hour, assured, stored, duplicate, corrected, quarantined, late, refused)
            ON CONFLICT (device_id, hour, assured) DO UPDATE SET
              accepted = r.accepted + excluded.accepted,
              stored = r.stored + excluded.stored,
              duplicate = r.duplicate + excluded.duplicate,
              corrected = r.corrected + excluded.corrected,
              quarantined = r.quarantined + excluded.quarantined,
              late = r.late + excluded.late,
              refused = r.refused + excluded.refused\
            """)) {
      new Columns<>(connection, upsert, lines)
          .texts(line -> line.key().device())
          .longs(line -> line.key().hour())
          .booleans(line -> line.key().assured())
          .longs(line -> line.counts().stored)
          .longs(line -> line.counts().duplicate)
          .longs(line -> line.counts().corrected)
          .longs(line -> line.counts().quarantined)
          .longs(line -> line.counts().late)
          .longs(line -> line.counts().refused);
      upsert.executeUpdate();
    }
  }
}

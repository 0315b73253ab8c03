package city.veedel.ingest.store;

import city.veedel.model.DeadLetter;
import city.veedel.model.Provenance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Counts what became of every observation, per device and hour of receipt, and writes it. */
final class Receipts {
  private record Key(String device, Instant hour, boolean assured) {
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::device).thenComparing(Key::hour).thenComparing(Key::assured);

    static Key of(Provenance provenance) {
      return new Key(
          provenance.device().value(),
          provenance.receivedAt().truncatedTo(ChronoUnit.HOURS),
          provenance.assured());
    }
  }

  private static final class Counts {
    long stored;
    long duplicate;
    long corrected;
    long quarantined;
    long late;
    long refused;
  }

  // In one order always, so that two ingests never wait for each other crosswise.
  private final Map<Key, Counts> counts = new TreeMap<>(Key.ORDER);
  private long stored;
  private long duplicate;
  private long corrected;
  private long quarantined;
  private long refused;

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

  void write(Connection connection) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            INSERT INTO receipt AS r (device_id, hour, assured, accepted, stored, duplicate,
              corrected, quarantined, late, refused)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (device_id, hour, assured) DO UPDATE SET
              accepted = r.accepted + excluded.accepted,
              stored = r.stored + excluded.stored,
              duplicate = r.duplicate + excluded.duplicate,
              corrected = r.corrected + excluded.corrected,
              quarantined = r.quarantined + excluded.quarantined,
              late = r.late + excluded.late,
              refused = r.refused + excluded.refused\
            """)) {
      for (Map.Entry<Key, Counts> entry : counts.entrySet()) {
        Key key = entry.getKey();
        Counts of = entry.getValue();
        upsert.setString(1, key.device());
        upsert.setObject(2, key.hour().atOffset(ZoneOffset.UTC));
        upsert.setBoolean(3, key.assured());
        upsert.setLong(4, of.stored + of.duplicate + of.corrected + of.quarantined);
        upsert.setLong(5, of.stored);
        upsert.setLong(6, of.duplicate);
        upsert.setLong(7, of.corrected);
        upsert.setLong(8, of.quarantined);
        upsert.setLong(9, of.late);
        upsert.setLong(10, of.refused);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }
}

package city.veedel.ingest.store;

import city.veedel.journal.Position;
import city.veedel.model.DeadLetter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a database in memory, with one transaction at a time. As in PostgreSQL, after an
 * error nothing works until the transaction goes back to a savepoint; the unique key is the
 * schema's.
 */
final class SimulatedTables implements ObservationRows {
  /** A value no database of ours would take: it stands for whatever one refuses. */
  static final double UNSTORABLE = -1e300;

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String OUT_OF_RANGE = "22003";
  private static final String IN_FAILED_TRANSACTION = "25P02";

  record Key(int datastream, long time) {}

  /** How many observations of a device became what. */
  record Tally(long stored, long duplicate, long corrected, long quarantined, long refused) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0);

    Tally plus(Receipts.Counts more) {
      return new Tally(
          stored + more.stored,
          duplicate + more.duplicate,
          corrected + more.corrected,
          quarantined + more.quarantined,
          refused + more.refused);
    }
  }

  final TreeMap<Key, Row> observations =
      new TreeMap<>((a, b) -> {
        int byDatastream = Integer.compare(a.datastream, b.datastream);
        return byDatastream == 0 ? Long.compare(a.time, b.time) : byDatastream;
      });
  final Map<Integer, Row> latest = new HashMap<>();
  final List<Row> revisions = new ArrayList<>();
  final Set<DeadLetter> letters = new HashSet<>();
  final Map<String, Tally> receipts = new HashMap<>();
  final Map<UUID, Position> positions = new HashMap<>();

  private final ArrayDeque<Runnable> undo = new ArrayDeque<>();
  private boolean broken;

  /** A place to go back to: so many steps had been done. */
  private record Mark(int steps) implements Savepoint {
    @Override
    public int getSavepointId() {
      return steps;
    }

    @Override
    public String getSavepointName() {
      return "after " + steps;
    }
  }

  /** The transaction as {@link RowWriter} knows it: savepoints and nothing else. */
  Connection transaction() {
    return (Connection)
        Proxy.newProxyInstance(
            SimulatedTables.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              switch (method.getName()) {
                case "setSavepoint" -> {
                  insistOnHealth();
                  return new Mark(undo.size());
                }
                case "releaseSavepoint" -> insistOnHealth();
                case "rollback" -> {
                  if (!(arguments[0] instanceof Mark mark)) {
                    throw new SQLException("no such savepoint");
                  }
                  goBack(mark.steps);
                }
                default -> throw new UnsupportedOperationException(method.getName());
              }
              return null;
            });
  }

  private void insistOnHealth() throws SQLException {
    if (broken) {
      throw new SQLException("current transaction is aborted", IN_FAILED_TRANSACTION);
    }
  }

  private SQLException breaks(String message, String state) {
    broken = true;
    return new SQLException(message, state);
  }

  private void goBack(int steps) {
    while (undo.size() > steps) {
      undo.removeLast().run();
    }
    broken = false;
  }

  void commit() throws SQLException {
    insistOnHealth();
    undo.clear();
  }

  void rollback() {
    goBack(0);
  }

  private <K, V> void put(Map<K, V> table, K key, V value) {
    @Nullable V before = table.put(key, value);
    undo.addLast(() -> {
      if (before == null) {
        table.remove(key);
      } else {
        table.put(key, before);
      }
    });
  }

  @Override
  public void copy(Connection connection, List<Row> rows) throws SQLException {
    insistOnHealth();
    for (Row row : rows) {
      if (row.result() != null && row.result() == UNSTORABLE) {
        throw breaks("out of range", OUT_OF_RANGE);
      }
      Key key = new Key(row.datastream(), row.time());
      if (observations.containsKey(key)) {
        throw breaks("duplicate key", UNIQUE_VIOLATION);
      }
      put(observations, key, standing(row));
    }
  }

  private static Row standing(Row row) {
    return new Row(
        Row.STANDING,
        row.datastream(),
        row.time(),
        row.result(),
        row.text(),
        row.receivedAt(),
        row.sequence(),
        row.timeIsReceipt(),
        row.decoderVersion());
  }

  @Override
  public void ensurePartition(Connection connection, Instant time) throws SQLException {
    insistOnHealth();
  }

  @Override
  public void lookUpByTime(Connection connection, Collection<Row> rows, Standing standing)
      throws SQLException {
    insistOnHealth();
    for (Row row : rows) {
      Row found = observations.get(new Key(row.datastream(), row.time()));
      if (found != null) {
        standing.addByTime(found);
      }
    }
  }

  /** The range of time is that of the statement in {@link ObservationTable}. */
  @Override
  public void lookUpBySequence(
      Connection connection, Collection<Row> rows, Duration window, Standing standing)
      throws SQLException {
    insistOnHealth();
    if (rows.isEmpty()) {
      return;
    }
    long micros = window.toMillis() * 1000;
    long least = rows.stream().mapToLong(Row::time).min().orElseThrow() - micros;
    long greatest = rows.stream().mapToLong(Row::time).max().orElseThrow() + micros;
    for (Row row : rows) {
      observations
          .subMap(new Key(row.datastream(), least), true, new Key(row.datastream(), greatest), true)
          .descendingMap()
          .values()
          .stream()
          .filter(found -> found.timeIsReceipt() && found.sequence() == row.sequence())
          .findFirst()
          .ifPresent(standing::addBySequence);
    }
  }

  @Override
  public void update(Connection connection, Collection<Row> rows) throws SQLException {
    insistOnHealth();
    for (Row row : rows) {
      if (row.result() != null && row.result() == UNSTORABLE) {
        throw breaks("out of range", OUT_OF_RANGE);
      }
      Key key = new Key(row.datastream(), row.time());
      Row before = observations.get(key);
      if (before != null) {
        Row after =
            new Row(
                Row.STANDING,
                row.datastream(),
                row.time(),
                row.result(),
                row.text(),
                row.receivedAt(),
                row.sequence(),
                before.timeIsReceipt(),
                row.decoderVersion());
        put(observations, key, after);
      }
    }
  }

  @Override
  public void revise(Connection connection, Collection<Row> rows, Instant replacedAt)
      throws SQLException {
    insistOnHealth();
    for (Row row : rows) {
      if (row.result() != null && row.result() == UNSTORABLE) {
        throw breaks("out of range", OUT_OF_RANGE);
      }
      revisions.add(standing(row));
      undo.addLast(revisions::removeLast);
    }
  }

  @Override
  public void liftDecompressionLimit(Connection connection) throws SQLException {
    insistOnHealth();
  }

  void addReceipts(Receipts more) {
    for (Receipts.Line line : more.lines()) {
      String device = line.key().device();
      put(receipts, device, receipts.getOrDefault(device, Tally.NONE).plus(line.counts()));
    }
  }

  void addLetters(Collection<DeadLetter> more) {
    for (DeadLetter letter : more) {
      if (letters.add(letter)) {
        undo.addLast(() -> letters.remove(letter));
      }
    }
  }

  /** As the statement in {@link LiveState}: never back in time. True if it is the latest now. */
  boolean becomesLatest(Row row) {
    Row before = latest.get(row.datastream());
    if (before != null && before.time() > row.time()) {
      return false;
    }
    put(latest, row.datastream(), row);
    return true;
  }

  void setPosition(UUID journal, Position position) {
    put(positions, journal, position);
  }
}

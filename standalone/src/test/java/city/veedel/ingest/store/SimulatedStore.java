package city.veedel.ingest.store;

import city.veedel.ingest.Batch;
import city.veedel.ingest.IngestConfig;
import city.veedel.ingest.ObservationStore;
import city.veedel.ingest.StoreUnavailableException;
import city.veedel.ingest.Written;
import city.veedel.journal.Position;
import city.veedel.model.DeadLetter;
import city.veedel.model.RefusalReason;
import city.veedel.model.ResultType;
import city.veedel.model.StoredObservation;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The database of a simulation: the product's own decisions ({@link Arrivals}, {@link RowWriter},
 * {@link Plan}, {@link Receipts}) over tables in memory. It outlives every crash of the product; a
 * commit may fail before, during or after.
 */
public final class SimulatedStore implements ObservationStore {
  /** How the next transaction ends. */
  public enum Fault {
    NONE,
    /** The connection is lost before anything is done. */
    BEFORE,
    /** The connection is lost before the commit. */
    DURING,
    /** The commit is done, its answer is lost. */
    AFTER,
    /** The statement takes too long and is cancelled. */
    TOO_SLOW
  }

  /** What a transaction holds. */
  public enum Transactions {
    ROWS_AND_POSITION,
    /** Wrong on purpose. */
    POSITION_THEN_ROWS,
    /** Wrong on purpose. */
    ROWS_THEN_POSITION
  }

  /** An observation that stands, or a revision of one. Time in microseconds. */
  public record Kept(String thing, String property, long time, @Nullable Double result) {}

  private static final int SLOW_OBSERVATIONS = 5;
  private static final long LATE_AFTER_MICROS = 3_600_000_000L;

  private final SimulatedTables tables = new SimulatedTables();
  private final Map<Datastreams.Key, Datastreams.Known> datastreams = new HashMap<>();
  private final List<Datastreams.Key> names = new ArrayList<>();
  private final InstantSource clock;
  private final Transactions transactions;
  private final Supplier<Fault> faults;
  private final RowWriter rowWriter;
  private boolean away;

  /**
   * @param faults asked once a transaction, and once a connection
   */
  public SimulatedStore(
      IngestConfig config, InstantSource clock, Transactions transactions, Supplier<Fault> faults) {
    this.clock = clock;
    this.transactions = transactions;
    this.faults = faults;
    this.rowWriter = new RowWriter(tables, config, clock);
  }

  /** Whether it can be reached at all. */
  public void setAway(boolean isAway) {
    away = isAway;
  }

  @Override
  public Optional<Position> open(UUID journal) {
    close();
    if (away || faults.get() != Fault.NONE) {
      throw new StoreUnavailableException("the store is away");
    }
    return Optional.ofNullable(tables.positions.get(journal));
  }

  @Override
  public Written write(Batch batch) {
    Fault fault = away ? Fault.BEFORE : faults.get();
    if (fault == Fault.BEFORE) {
      throw new StoreUnavailableException("the connection was lost");
    }
    if (fault == Fault.TOO_SLOW && batch.entries().size() > SLOW_OBSERVATIONS) {
      throw new StoreUnavailableException("too slow", true, new SQLException("canceled", "57014"));
    }
    try {
      if (transactions == Transactions.POSITION_THEN_ROWS) {
        tables.setPosition(batch.journal(), batch.next());
        tables.commit();
      }
      Written written = writeRows(batch);
      if (transactions == Transactions.ROWS_THEN_POSITION) {
        tables.commit();
      }
      tables.setPosition(batch.journal(), batch.next());
      if (fault == Fault.DURING) {
        tables.rollback();
        throw new StoreUnavailableException("the connection was lost");
      }
      tables.commit();
      if (fault == Fault.AFTER) {
        throw new StoreUnavailableException("the answer to the commit was lost");
      }
      return written;
    } catch (SQLException e) {
      tables.rollback();
      throw new StoreUnavailableException(String.valueOf(e.getMessage()), false, e);
    }
  }

  private Written writeRows(Batch batch) throws SQLException {
    Instant now = clock.instant();
    Arrivals arrivals = new Arrivals(batch);
    var _ = arrivals.findDatastreams(this::datastream);
    arrivals.makeRows();
    Plan plan =
        rowWriter.write(
            tables.transaction(),
            arrivals.all().size(),
            arrivals.rows(),
            (row, why) ->
                arrivals.setUnfit(
                    row.number(), RefusalReason.STORE_REFUSED, String.valueOf(why.getMessage())));
    Receipts receipts = Receipts.of(arrivals, plan);
    List<DeadLetter> letters = new ArrayList<>(arrivals.letters());
    arrivals.unfit().values().forEach(unfit -> letters.add(DeadLetters.of(unfit)));
    tables.addLetters(letters);
    tables.addReceipts(receipts);
    List<StoredObservation> latest =
        LiveState.newestOfEach(arrivals.standing(plan)).stream()
            .filter(tables::becomesLatest)
            .sorted(Comparator.comparingInt(Row::number))
            .map(row -> LiveState.stored(arrivals.arrived(row), row, now))
            .toList();
    return new Written(
        receipts.stored(),
        receipts.duplicate(),
        receipts.corrected(),
        receipts.quarantined(),
        receipts.refused(),
        latest);
  }

  private Datastreams.Known datastream(Datastreams.Key key) {
    return datastreams.computeIfAbsent(
        key,
        _ -> {
          names.add(key);
          return new Datastreams.Known(
              names.size() - 1, ResultType.NUMBER, LATE_AFTER_MICROS, true, false);
        });
  }

  @Override
  public void tend() {}

  @Override
  public void close() {
    rowWriter.forget();
  }

  /** Every observation that stands, one row each. */
  public List<Kept> observations() {
    return tables.observations.values().stream().map(this::kept).toList();
  }

  public List<Kept> revisions() {
    return tables.revisions.stream().map(this::kept).toList();
  }

  /** The latest of every datastream. */
  public List<Kept> latest() {
    return tables.latest.values().stream().map(this::kept).toList();
  }

  private Kept kept(Row row) {
    Datastreams.Key name = names.get(row.datastream());
    return new Kept(name.thing().value(), name.property().value(), row.time(), row.result());
  }

  public List<DeadLetter> letters() {
    return List.copyOf(tables.letters);
  }

  /** Observations of the device that were acknowledged, by its receipts. */
  public long accepted(String device) {
    SimulatedTables.Tally tally = tally(device);
    return tally.stored() + tally.duplicate() + tally.corrected() + tally.quarantined();
  }

  public long duplicates(String device) {
    return tally(device).duplicate();
  }

  public long refused(String device) {
    return tally(device).refused();
  }

  private SimulatedTables.Tally tally(String device) {
    return tables.receipts.getOrDefault(device, SimulatedTables.Tally.NONE);
  }

  /** The value that stands for whatever a database refuses. */
  public static double unstorable() {
    return SimulatedTables.UNSTORABLE;
  }
}

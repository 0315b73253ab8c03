package city.veedel.ingest.store;

import city.veedel.ingest.Batch;
import city.veedel.ingest.IngestConfig;
import city.veedel.ingest.ObservationStore;
import city.veedel.ingest.StoreUnavailableException;
import city.veedel.ingest.Written;
import city.veedel.journal.Position;
import city.veedel.model.DeadLetter;
import city.veedel.model.RefusalReason;
import city.veedel.model.StoredObservation;
import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in PostgreSQL or TimescaleDB, on one connection of its own. An advisory lock on the
 * journal's id keeps a second ingest out for as long as the connection lives.
 */
public final class JdbcObservationStore implements ObservationStore {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcObservationStore.class);

  private final DatabaseConfig database;
  private final InstantSource clock;
  private final Datastreams datastreams;
  private final RowWriter rowWriter;
  private final Upkeep upkeep = new Upkeep();
  private @Nullable Connection connection;

  public JdbcObservationStore(DatabaseConfig database, IngestConfig config, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.datastreams = new Datastreams(config.maxKnownDatastreams());
    this.rowWriter = new RowWriter(new ObservationTable(), config, clock);
  }

  @Override
  public Optional<Position> open(UUID journal) {
    close();
    try {
      Connection opened = Database.connect(database, "veedel-ingest");
      connection = opened;
      opened.setAutoCommit(false);
      insistOnDurability(opened);
      if (!lock(opened, journal)) {
        throw new StoreUnavailableException(
            "another ingest is storing the journal " + journal + "; this one waits");
      }
      Optional<Position> position = position(opened, journal);
      opened.commit();
      return position;
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /** The journal is released after our commit: a commit that may be lost is none. */
  private static void insistOnDurability(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('synchronous_commit'), current_setting('fsync')")) {
      row.next();
      if (row.getString(2).equals("off")) {
        LOG.error("The database runs with fsync=off: a power cut loses what is acknowledged here.");
      }
      if (row.getString(1).equals("off")) {
        try (Statement set = connection.createStatement()) {
          set.execute("SET synchronous_commit = on");
        }
      }
    }
  }

  private static boolean lock(Connection connection, UUID journal) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT pg_try_advisory_lock(hashtextextended('veedel.ingest.' || ?, 0))")) {
      query.setString(1, journal.toString());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static Optional<Position> position(Connection connection, UUID journal)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT batch, index FROM ingest_position WHERE journal_id = ?")) {
      query.setObject(1, journal);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(new Position(row.getLong(1), row.getInt(2)))
            : Optional.empty();
      }
    }
  }

  @Override
  public Written write(Batch batch) {
    Connection open = connection;
    if (open == null) {
      throw new IllegalStateException("the store is not open");
    }
    try {
      Written written = write(open, batch);
      open.commit();
      datastreams.committed();
      return written;
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void tend() {
    Connection open = connection;
    if (open == null) {
      throw new IllegalStateException("the store is not open");
    }
    try {
      upkeep.tend(open, clock.instant());
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private Written write(Connection open, Batch batch) throws SQLException {
    Instant now = clock.instant();
    Arrivals arrivals = new Arrivals(batch);
    resolve(open, arrivals);
    arrivals.makeRows();
    Plan plan =
        rowWriter.write(
            open,
            arrivals.all().size(),
            arrivals.rows(),
            (row, why) ->
                arrivals.setUnfit(
                    row.number(), RefusalReason.STORE_REFUSED, "the database said: " + said(why)));
    arrivals.liveRows().forEach(plan::addLive);

    Receipts receipts = Receipts.of(arrivals, plan);
    List<DeadLetter> letters = new ArrayList<>(arrivals.letters());
    arrivals.unfit().values().forEach(unfit -> letters.add(DeadLetters.of(unfit)));
    DeadLetters.insert(open, batch, letters);
    new RawBlocks(open).insert(batch);
    receipts.write(open);

    List<StoredObservation> latest =
        LiveState.writeLatest(open, arrivals, arrivals.standing(plan), now);
    LiveState.writePlaces(open, arrivals);
    writePosition(open, batch, now);
    return new Written(
        receipts.stored(),
        receipts.duplicate(),
        receipts.corrected(),
        receipts.quarantined(),
        receipts.refused(),
        latest);
  }

  /** Finds the datastream of every observation, creating those that can be. */
  private void resolve(Connection open, Arrivals arrivals) throws SQLException {
    Collection<Datastreams.Wanted> unknown = arrivals.findDatastreams(datastreams);
    if (unknown.isEmpty()) {
      return;
    }
    datastreams.look(open, unknown.stream().map(Datastreams.Wanted::key).toList());
    List<Datastreams.Wanted> create = List.copyOf(arrivals.findDatastreams(datastreams));
    if (!create.isEmpty()) {
      create(open, create);
      arrivals.findDatastreams(datastreams);
    }
  }

  /** What the database will not have stays unknown, and its observations are set aside. */
  private void create(Connection open, List<Datastreams.Wanted> wanted) throws SQLException {
    Savepoint savepoint = open.setSavepoint();
    try {
      datastreams.create(open, wanted);
      open.releaseSavepoint(savepoint);
    } catch (SQLException e) {
      if (!SqlStates.isPoison(e)) {
        throw e;
      }
      open.rollback(savepoint);
      if (wanted.size() > 1) {
        int middle = wanted.size() / 2;
        create(open, wanted.subList(0, middle));
        create(open, wanted.subList(middle, wanted.size()));
      }
    }
  }

  private static void writePosition(Connection open, Batch batch, Instant now) throws SQLException {
    try (PreparedStatement upsert =
        open.prepareStatement(
            """
            INSERT INTO ingest_position (journal_id, batch, index, updated_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (journal_id) DO UPDATE SET batch = excluded.batch, index = excluded.index,
              updated_at = excluded.updated_at\
            """)) {
      upsert.setObject(1, batch.journal());
      upsert.setLong(2, batch.next().batch());
      upsert.setInt(3, batch.next().index());
      upsert.setObject(4, now.atOffset(ZoneOffset.UTC));
      upsert.executeUpdate();
    }
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    datastreams.forget();
    rowWriter.forget();
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.debug("The connection did not close cleanly: {}", e.getMessage());
      }
    }
  }

  private static StoreUnavailableException unavailable(SQLException e) {
    return new StoreUnavailableException(
        "the database answered (SQLSTATE " + e.getSQLState() + "): " + said(e),
        SqlStates.isTooSlow(e),
        e);
  }

  /** The first line: what follows may repeat values of a device. */
  private static String said(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}

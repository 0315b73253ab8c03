package city.veedel.ingest.store;

import city.veedel.ingest.IngestConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Gets rows into the table inside a transaction of the caller. New rows go by COPY straight into
 * it. When one of them exists, the transaction goes back to its savepoint and looks first what
 * stands; the datastreams that repeat are remembered for a while and looked up before their next
 * COPY. A row the database cannot take is found by halving and does not stop the rest.
 */
final class RowWriter {
  /** Beyond this, somebody else writes the same rows at the same time. */
  private static final int MAX_CONFLICTS = 4;

  /** Work on some rows, in a savepoint of its own. */
  @FunctionalInterface
  private interface Step {
    void on(List<Row> rows) throws SQLException;
  }

  private final IngestConfig config;
  private final InstantSource clock;
  private final ObservationRows table;
  private final Map<Integer, Instant> repeating = new HashMap<>();

  RowWriter(ObservationRows table, IngestConfig config, InstantSource clock) {
    this.table = table;
    this.config = config;
    this.clock = clock;
  }

  /**
   * @param size numbers of rows are below it
   * @param refused hears of every row the database would not take, and why
   */
  Plan write(Connection connection, int size, List<Row> rows, BiConsumer<Row, SQLException> refused)
      throws SQLException {
    List<Row> writable = ensurePartitions(connection, rows, refused);
    forgetOldRepeats();
    if (writable.stream().noneMatch(row -> repeating.containsKey(row.datastream()))) {
      Plan plan = Plan.ofDistinct(size, Row.sortedByKey(writable)).orElse(null);
      if (plan != null && copyAll(connection, plan.inserts())) {
        return plan;
      }
    }
    return writeAfterLooking(connection, size, writable, refused);
  }

  /** False if one of them exists or cannot be taken: then none is there. */
  private boolean copyAll(Connection connection, List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return true;
    }
    Savepoint savepoint = connection.setSavepoint();
    try {
      table.copy(connection, rows);
      connection.releaseSavepoint(savepoint);
      return true;
    } catch (SQLException e) {
      if (!SqlStates.isUniqueViolation(e)
          && !SqlStates.isPoison(e)
          && !SqlStates.isDecompressionLimit(e)) {
        throw e;
      }
      connection.rollback(savepoint);
      return false;
    }
  }

  private Plan writeAfterLooking(
      Connection connection, int size, List<Row> rows, BiConsumer<Row, SQLException> refused)
      throws SQLException {
    List<Row> writable = rows;
    Collection<Plan.Chain> chains = Plan.chains(writable);
    Standing standing = new Standing();
    Set<Row> lookedUp = lookUpSuspects(connection, chains, standing);
    int conflicts = 0;
    while (true) {
      Plan plan = Plan.of(size, chains, standing);
      Map<Row, SQLException> refusals = new LinkedHashMap<>();
      Savepoint savepoint = connection.setSavepoint();
      try {
        carryOut(connection, plan, refusals);
        refusals.forEach(refused);
        if (!plan.othersDependOn(refusals.keySet())) {
          connection.releaseSavepoint(savepoint);
          return plan;
        }
        // What a refused row replaced, or repeated it, is good without it.
        connection.rollback(savepoint);
        writable = without(writable, refusals.keySet());
        chains = Plan.chains(writable);
      } catch (SQLException e) {
        if (!SqlStates.isUniqueViolation(e) || ++conflicts == MAX_CONFLICTS) {
          throw e;
        }
        connection.rollback(savepoint);
        lookUpRest(connection, chains, conflicts == 1 ? lookedUp : Set.of(), standing);
      }
    }
  }

  private void lookUpRest(
      Connection connection, Collection<Plan.Chain> chains, Set<Row> lookedUp, Standing standing)
      throws SQLException {
    List<Row> rest = new ArrayList<>();
    for (Row row : firsts(chains)) {
      if (!lookedUp.contains(row)) {
        rest.add(row);
      }
    }
    table.lookUpByTime(connection, rest, standing);
    remember(standing);
  }

  private void carryOut(Connection connection, Plan plan, Map<Row, SQLException> refusals)
      throws SQLException {
    BiConsumer<Row, SQLException> quarantine =
        (row, why) -> {
          plan.quarantine(row);
          refusals.put(row, why);
        };
    halving(
        connection,
        Row.sortedByKey(plan.inserts()),
        rows -> table.copy(connection, rows),
        quarantine);
    halving(connection, plan.updates(), rows -> table.update(connection, rows), quarantine);
    table.revise(connection, plan.revisions(), clock.instant());
  }

  private static List<Row> without(List<Row> rows, Set<Row> refused) {
    Set<Integer> numbers = new HashSet<>();
    refused.forEach(row -> numbers.add(row.number()));
    return rows.stream().filter(row -> !numbers.contains(row.number())).toList();
  }

  /** Does {@code step} on all rows, or on smaller and smaller parts where it fails. */
  private void halving(
      Connection connection, List<Row> rows, Step step, BiConsumer<Row, SQLException> refused)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    Savepoint savepoint = connection.setSavepoint();
    try {
      step.on(rows);
      connection.releaseSavepoint(savepoint);
      return;
    } catch (SQLException e) {
      boolean poison = SqlStates.isPoison(e);
      if (!poison && !SqlStates.isDecompressionLimit(e)) {
        throw e;
      }
      connection.rollback(savepoint);
      if (rows.size() == 1 && poison) {
        refused.accept(rows.getFirst(), e);
        return;
      }
      if (rows.size() == 1) {
        table.liftDecompressionLimit(connection);
        step.on(rows);
        return;
      }
    }
    int middle = rows.size() / 2;
    halving(connection, rows.subList(0, middle), step, refused);
    halving(connection, rows.subList(middle, rows.size()), step, refused);
  }

  private List<Row> ensurePartitions(
      Connection connection, List<Row> rows, BiConsumer<Row, SQLException> refused)
      throws SQLException {
    Set<Row> lost = new HashSet<>();
    for (List<Row> month : byMonth(rows)) {
      Savepoint savepoint = connection.setSavepoint();
      try {
        table.ensurePartition(connection, Micros.toInstant(month.getFirst().time()));
        connection.releaseSavepoint(savepoint);
      } catch (SQLException e) {
        if (!SqlStates.isPoison(e)) {
          throw e;
        }
        connection.rollback(savepoint);
        for (Row row : month) {
          refused.accept(row, e);
          lost.add(row);
        }
      }
    }
    return lost.isEmpty() ? rows : rows.stream().filter(row -> !lost.contains(row)).toList();
  }

  private static Collection<List<Row>> byMonth(List<Row> rows) {
    LongSummaryStatistics times = rows.stream().mapToLong(Row::time).summaryStatistics();
    if (times.getCount() > 0 && monthOf(times.getMin()).equals(monthOf(times.getMax()))) {
      return List.of(rows);
    }
    Map<YearMonth, List<Row>> months = new LinkedHashMap<>();
    for (Row row : rows) {
      months.computeIfAbsent(monthOf(row.time()), month -> new ArrayList<>()).add(row);
    }
    return months.values();
  }

  private static YearMonth monthOf(long micros) {
    return YearMonth.from(Micros.toInstant(micros).atOffset(ZoneOffset.UTC));
  }

  /** What may well exist already: known sequences, and datastreams that repeated themselves. */
  private Set<Row> lookUpSuspects(
      Connection connection, Collection<Plan.Chain> chains, Standing standing) throws SQLException {
    List<Row> bySequence = new ArrayList<>();
    Set<Row> byTime = new HashSet<>();
    for (Row row : firsts(chains)) {
      if (row.knownBySequence()) {
        bySequence.add(row);
      } else if (repeating.containsKey(row.datastream())) {
        byTime.add(row);
      }
    }
    table.lookUpBySequence(connection, bySequence, config.sequenceWindow(), standing);
    table.lookUpByTime(connection, byTime, standing);
    remember(standing);
    return byTime;
  }

  private void forgetOldRepeats() {
    if (!repeating.isEmpty()) {
      Instant now = clock.instant();
      repeating.values().removeIf(until -> until.isBefore(now));
    }
  }

  private void remember(Standing standing) {
    Instant until = clock.instant().plus(config.repeatMemory());
    for (Integer datastream : standing.repeatingDatastreams()) {
      repeating.put(datastream, until);
    }
  }

  void forget() {
    repeating.clear();
  }

  private static List<Row> firsts(Collection<Plan.Chain> chains) {
    return chains.stream().map(Plan.Chain::first).toList();
  }
}

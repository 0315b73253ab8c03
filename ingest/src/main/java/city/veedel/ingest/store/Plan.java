package city.veedel.ingest.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to do with a batch, given what stands. The rule: same datastream, same time, same value is a
 * duplicate; another value is a correction, of which the later stands, by sequence where both have
 * one, else by receipt, which follows the journal. The other becomes a revision. Pure.
 */
final class Plan {
  /** All rows of one observation, in the order of the journal. */
  record Chain(List<Row> rows) {
    Row first() {
      return rows.getFirst();
    }
  }

  private record TimeKey(int datastream, long time) {}

  private record SequenceKey(int datastream, long sequence) {}

  private final Fate[] fates;
  private final List<Row> inserts = new ArrayList<>();
  private final List<Row> updates = new ArrayList<>();
  private final List<Row> revisions = new ArrayList<>();

  /** By the number of the row that is written for the chain. */
  private final Map<Integer, Integer> chainLengths = new HashMap<>();

  private Plan(int rows) {
    fates = new Fate[rows];
  }

  /**
   * For rows of which no two can be one observation and none can be known by its sequence.
   *
   * @param size numbers of rows are below it
   * @param sorted by {@link Row#BY_KEY}
   * @return everything new, or nothing if the rows are not like that
   */
  static Optional<Plan> ofDistinct(int size, List<Row> sorted) {
    Plan plan = new Plan(size);
    Row before = null;
    for (Row row : sorted) {
      if (row.knownBySequence() || before != null && row.isOneKeyWith(before)) {
        return Optional.empty();
      }
      plan.fates[row.number()] = Fate.STORED;
      before = row;
    }
    plan.inserts.addAll(sorted);
    return Optional.of(plan);
  }

  /**
   * Collects what is one observation: same datastream and time, or same datastream and sequence.
   */
  static Collection<Chain> chains(Collection<Row> rows) {
    Map<Record, Chain> chains = LinkedHashMap.newLinkedHashMap(rows.size());
    for (Row row : rows) {
      Record key =
          row.knownBySequence()
              ? new SequenceKey(row.datastream(), row.sequence())
              : new TimeKey(row.datastream(), row.time());
      Chain chain = chains.get(key);
      if (chain == null) {
        chains.put(key, new Chain(List.of(row)));
      } else {
        List<Row> longer = new ArrayList<>(chain.rows);
        longer.add(row);
        chains.put(key, new Chain(longer));
      }
    }
    return chains.values();
  }

  /**
   * @param size numbers of rows are below it
   */
  static Plan of(int size, Collection<Chain> chains, Standing standing) {
    Plan plan = new Plan(size);
    Set<TimeKey> taken = new HashSet<>();
    for (Chain chain : chains) {
      plan.add(chain, standing.find(chain.first()), taken);
    }
    return plan;
  }

  private void add(Chain chain, @Nullable Row existing, Set<TimeKey> taken) {
    Row stands = existing;
    for (Row arriving : chain.rows) {
      if (stands == null) {
        fates[arriving.number()] = Fate.STORED;
        stands = arriving;
      } else if (arriving.sameResult(stands)) {
        fates[arriving.number()] = Fate.DUPLICATE;
      } else {
        fates[arriving.number()] = Fate.CORRECTED;
        Row candidate = arriving.at(stands.time());
        if (standsAgainst(candidate, stands)) {
          revisions.add(stands);
          stands = candidate;
        } else {
          revisions.add(candidate);
        }
      }
    }
    if (stands == null || stands.number() == Row.STANDING) {
      return;
    }
    if (existing == null) {
      Row insert = stands;
      // Two sequences received at one moment are two observations: keep both.
      while (!taken.add(new TimeKey(insert.datastream(), insert.time()))) {
        insert = insert.at(insert.time() + 1);
      }
      inserts.add(insert);
    } else {
      updates.add(stands);
    }
    if (chain.rows.size() > 1) {
      chainLengths.put(stands.number(), chain.rows.size());
    }
  }

  private static boolean standsAgainst(Row arriving, Row standing) {
    if (arriving.sequence() != Row.NO_SEQUENCE && standing.sequence() != Row.NO_SEQUENCE) {
      if (arriving.sequence() != standing.sequence()) {
        return arriving.sequence() > standing.sequence();
      }
    }
    return arriving.receivedAt() >= standing.receivedAt();
  }

  /** A row that leaves no history: it counts as stored, and nothing is looked up for it. */
  void addLive(Row row) {
    fates[row.number()] = Fate.STORED;
  }

  /** A row the database will not take. What stood before goes on standing. */
  void quarantine(Row refused) {
    fates[refused.number()] = Fate.QUARANTINED;
    revisions.removeIf(revision ->
        revision.datastream() == refused.datastream() && revision.time() == refused.time());
  }

  /** Whether other rows were judged against one of these, so that a new plan is needed. */
  boolean othersDependOn(Set<Row> refused) {
    return refused.stream().anyMatch(row -> chainLengths.getOrDefault(row.number(), 1) > 1);
  }

  /** By row number; null for numbers that were not part of the plan. */
  @Nullable Fate fate(int number) {
    return fates[number];
  }

  List<Row> inserts() {
    return inserts;
  }

  /** With the time of the row they replace. */
  List<Row> updates() {
    return updates;
  }

  List<Row> revisions() {
    return revisions;
  }
}

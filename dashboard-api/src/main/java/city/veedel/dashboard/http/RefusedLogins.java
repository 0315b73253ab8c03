package city.veedel.dashboard.http;

import city.veedel.dashboard.store.DatabaseAccess;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import city.veedel.schema.registry.Accounts;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts logins that were not let in and writes them to the audit trail once in a while, one entry
 * for each account: a stranger can neither fill the trail nor wait for it. Names that nobody has
 * are one entry together and are never written down, because people type passwords where names
 * belong. While the database is away the counts grow and are kept.
 */
final class RefusedLogins implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RefusedLogins.class);

  /** Counted by themselves at a time; further ones are counted as unknown names. */
  private static final int NAMES = 1_000;

  /** Named in an entry. */
  private static final int ADDRESSES = 8;

  private static final Actor ANYBODY = Actor.part("anybody");
  private static final String NOBODY = "-";

  private final Vertx vertx;
  private final Accounts accounts;
  private final DatabaseAccess database;
  private final Duration span;
  private final InstantSource clock;
  private final ThreadFactory threads = Thread.ofVirtual().name("refused-logins-", 0).factory();
  private final Object lock = new Object();

  /** Held while counts are written, so that closing waits for those under way. */
  private final ReentrantLock writing = new ReentrantLock();

  private Map<Attempts, Tally> tallies = new HashMap<>();
  private boolean scheduled;
  private boolean closed;

  /**
   * @param name as it was typed where it may be an account's, else empty; an account's, or {@code
   *     -}, once that is known
   */
  private record Attempts(Act act, String name) {}

  /**
   * @param addresses the first few
   * @param more whether there were others
   */
  private record Tally(Instant first, long count, Set<String> addresses, boolean more) {
    static Tally one(Instant at, String address) {
      return new Tally(at, 1, Set.of(address), false);
    }

    Tally and(Tally other) {
      Set<String> all = new TreeSet<>(addresses);
      all.addAll(other.addresses);
      Set<String> named = all.stream().limit(ADDRESSES).collect(Collectors.toSet());
      return new Tally(
          first.isBefore(other.first) ? first : other.first,
          count + other.count,
          named,
          more || other.more || all.size() > ADDRESSES);
    }
  }

  /**
   * @param span how long attempts are counted before they are written
   */
  RefusedLogins(
      Vertx vertx, Accounts accounts, DatabaseAccess database, Duration span, InstantSource clock) {
    this.vertx = vertx;
    this.accounts = accounts;
    this.database = database;
    this.span = span;
    this.clock = clock;
  }

  /** Name or password was wrong. */
  void refused(String name, String address) {
    count(Act.LOGIN_REFUSED, name, address);
  }

  /** It was told to wait. */
  void slowed(String name, String address) {
    count(Act.LOGIN_SLOWED, name, address);
  }

  private void count(Act act, String name, String address) {
    Tally one = Tally.one(clock.instant(), Actor.bounded(address));
    synchronized (lock) {
      count(new Attempts(act, Accounts.isPossibleName(name) ? name : ""), one);
    }
    schedule();
  }

  /** With the lock held. */
  private void count(Attempts attempts, Tally tally) {
    boolean counted = tallies.containsKey(attempts) || tallies.size() < NAMES;
    tallies.merge(counted ? attempts : new Attempts(attempts.act(), ""), tally, Tally::and);
  }

  private void schedule() {
    synchronized (lock) {
      if (scheduled || closed) {
        return;
      }
      scheduled = true;
    }
    vertx.setTimer(
        span.toMillis(),
        due ->
            threads
                .newThread(() -> {
                  synchronized (lock) {
                    scheduled = false;
                  }
                  if (!write()) {
                    schedule();
                  }
                })
                .start());
  }

  /** Blocks. Returns whether nothing waits any more. */
  private boolean write() {
    writing.lock();
    try {
      return writeCounted();
    } finally {
      writing.unlock();
    }
  }

  private boolean writeCounted() {
    Map<Attempts, Tally> counted;
    synchronized (lock) {
      counted = tallies;
      tallies = new HashMap<>();
    }
    if (counted.isEmpty()) {
      return true;
    }
    try {
      Set<String> names = counted.keySet().stream().map(Attempts::name).collect(Collectors.toSet());
      Set<String> existing = database.around(() -> accounts.existing(names));
      Map<Attempts, Tally> written = new HashMap<>();
      counted.forEach((attempts, tally) -> {
        String subject = existing.contains(attempts.name()) ? attempts.name() : NOBODY;
        written.merge(new Attempts(attempts.act(), subject), tally, Tally::and);
      });
      List<AuditEntry> entries = new ArrayList<>();
      written.forEach((attempts, tally) -> entries.add(entry(attempts, tally)));
      database.write(connection -> {
        for (AuditEntry entry : entries) {
          AuditTrail.append(connection, entry);
        }
        return entries;
      });
      return true;
    } catch (RuntimeException e) {
      log.warn("Refused logins cannot be written to the audit trail yet: {}", e.getMessage());
      synchronized (lock) {
        counted.forEach(this::count);
      }
      return false;
    }
  }

  private static AuditEntry entry(Attempts attempts, Tally tally) {
    Map<String, String> detail = new HashMap<>();
    detail.put("count", Long.toString(tally.count()));
    detail.put(
        "addresses",
        String.join(", ", new TreeSet<>(tally.addresses())) + (tally.more() ? ", …" : ""));
    return AuditEntry.of(tally.first(), ANYBODY, attempts.act(), attempts.name(), detail);
  }

  /** Writes what was counted, if the database answers. Blocks. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    write();
  }
}

package city.veedel.ingest.tail;

import city.veedel.ingest.Batch;
import city.veedel.ingest.IngestConfig;
import city.veedel.ingest.IngestStatus;
import city.veedel.ingest.ObservationStore;
import city.veedel.ingest.StoreUnavailableException;
import city.veedel.ingest.Written;
import city.veedel.journal.Journal;
import city.veedel.journal.JournalFailedException;
import city.veedel.journal.JournalStatus;
import city.veedel.journal.Position;
import city.veedel.model.StoredObservations;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one journal, turn by turn: poll, store, release, tell. The position comes from the
 * database every time the loop connects, because the outcome of a commit that lost its connection
 * is unknown; so nothing is skipped, and nothing is counted twice.
 */
public final class IngestLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IngestLoop.class);

  /** Batches never get smaller than this, however slow the store is. */
  private static final int MIN_OBSERVATIONS = 200;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  /** What a turn did. */
  public enum Turn {
    /** A batch was stored. */
    STORED,
    /** The journal had nothing new. */
    IDLE,
    /** The store was away; the next turn connects again. */
    FAILED
  }

  private final IngestConfig config;
  private final Journal journal;
  private final ObservationStore store;
  private final StoredObservations listener;
  private final IngestMeters meters;

  private @Nullable BatchSource source;
  private boolean readsAhead;
  private Position position = Position.BEGINNING;
  private int batchLimit;
  private int consecutiveFailures;

  private volatile boolean stopping;
  private @Nullable Thread thread;

  /**
   * @param listener hears what became the latest of its datastream, after each commit
   */
  public IngestLoop(
      IngestConfig config,
      Journal journal,
      ObservationStore store,
      StoredObservations listener,
      MeterRegistry registry,
      InstantSource clock) {
    this.config = config;
    this.journal = journal;
    this.store = store;
    this.listener = listener;
    this.batchLimit = config.maxObservations();
    this.meters = new IngestMeters(registry, journal, clock);
  }

  /** Runs turns on a thread of its own until {@link #close}, and reads ahead on another. */
  public IngestLoop start() {
    readsAhead = true;
    // Not virtual: under load this thread computes all the time and would keep others waiting.
    thread = Thread.ofPlatform().daemon().name("ingest").start(this::run);
    return this;
  }

  private void run() {
    try {
      while (!stopping) {
        if (turn() == Turn.FAILED) {
          Thread.sleep(backoff(consecutiveFailures));
        }
      }
    } catch (InterruptedException e) {
      // Only close() interrupts, and only to end a pause.
    } finally {
      disconnect();
    }
  }

  /** One step; connects first where that is needed. Not for two threads at once. */
  public Turn turn() throws InterruptedException {
    try {
      BatchSource open = source == null ? connect() : source;
      Optional<Batch> batch = open.take(batchLimit);
      if (batch.isPresent()) {
        store(batch.get());
      } else {
        position = open.taken();
        meters.idle(position);
      }
      store.tend();
      return batch.isPresent() ? Turn.STORED : Turn.IDLE;
    } catch (StoreUnavailableException | JournalFailedException e) {
      failed(e);
      return Turn.FAILED;
    } catch (RuntimeException e) {
      // A fault of ours must not end storing for ever: it is counted, shown, and tried again.
      LOG.error("A turn of the ingest failed unexpectedly.", e);
      failed(e);
      return Turn.FAILED;
    }
  }

  public IngestStatus status() {
    return meters.status();
  }

  /** Waits until everything the journal holds is stored; false when that takes longer. */
  public boolean drain(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!status().drained()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(10);
    }
    return true;
  }

  /** Ends after the present turn. What is not stored stays in the journal. */
  @Override
  public void close() {
    stopping = true;
    Thread running = thread;
    if (running == null) {
      disconnect();
      return;
    }
    try {
      // A turn in a transaction is left to end; a pause is not worth waiting for.
      if (!status().connected()) {
        running.interrupt();
      }
      if (!running.join(STOP_TIMEOUT)) {
        LOG.error("The ingest did not end within {}; its journal keeps what it has.", STOP_TIMEOUT);
        running.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private BatchSource connect() {
    Optional<Position> stored = store.open(journal.id());
    position = startingPoint(stored, journal.status());
    BatchSource opened =
        readsAhead
            ? ReadingAhead.start(config, journal, position)
            : new DirectReading(config, journal, position);
    source = opened;
    return opened;
  }

  private static Position startingPoint(Optional<Position> stored, JournalStatus journal) {
    if (stored.isEmpty()) {
      return Position.BEGINNING;
    }
    Position from = stored.get();
    if (from.compareTo(journal.next()) > 0) {
      LOG.error(
          "The database has stored this journal up to {}, but it ends at {}: it was restored from"
              + " an older copy. Storing starts again at its oldest entry; repeats are harmless.",
          from,
          journal.next());
      return Position.BEGINNING;
    }
    if (from.compareTo(journal.oldest()) < 0) {
      LOG.error(
          "The database has stored this journal up to {}, but its oldest entry is {}: what was"
              + " between is gone. Was the database restored from an older backup?",
          from,
          journal.oldest());
    }
    return from;
  }

  private void store(Batch batch) {
    Written written = store.write(batch);
    position = batch.next();
    consecutiveFailures = 0;
    batchLimit = Math.min(config.maxObservations(), batchLimit * 2);
    journal.release(position);
    meters.stored(batch, written);
    if (!written.latest().isEmpty()) {
      listener.stored(written.latest());
    }
  }

  private void failed(RuntimeException e) {
    consecutiveFailures++;
    if (e instanceof StoreUnavailableException unavailable && unavailable.tooSlow()) {
      batchLimit = Math.max(Math.min(MIN_OBSERVATIONS, config.maxObservations()), batchLimit / 2);
    }
    if (consecutiveFailures == 1) {
      LOG.warn("The ingest pauses and tries again: {}", e.getMessage());
    }
    meters.failed(String.valueOf(e.getMessage()));
    disconnect();
  }

  private void disconnect() {
    BatchSource open = source;
    source = null;
    if (open != null) {
      open.close();
    }
    store.close();
  }

  /** Doubles from failure to failure; a random half keeps many ingests from coming at once. */
  private Duration backoff(int failures) {
    long cap = config.backoffMax().toMillis();
    long full = Math.min(cap, config.backoffMin().toMillis() << Math.min(failures - 1, 20));
    return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
  }
}

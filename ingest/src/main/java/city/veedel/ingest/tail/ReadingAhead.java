package city.veedel.ingest.tail;

import city.veedel.ingest.Batch;
import city.veedel.ingest.IngestConfig;
import city.veedel.journal.Journal;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decodes on a thread of its own while the loop stores, so that the database never waits
 * for decoding. One batch is gathered at a time: it grows until it is taken or full, so a slow
 * database gets larger batches, and there is never more in memory than it and the one being stored.
 * A batch that is not full waits for its interval: a commit costs the database and the disk the
 * same, however little is in it, and the journal syncs to the same disk.
 */
final class ReadingAhead implements BatchSource {
  /** A reading that gave fewer entries is followed by a pause. */
  private static final int FEW = 256;

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(5);

  private final Reader reader;
  private final IngestConfig config;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Gathering gathering;
  private int maxObservations;
  private long takenAtNanos;
  private boolean closed;
  private @Nullable RuntimeException failure;

  private ReadingAhead(IngestConfig config, Journal journal, Position from) {
    this.reader = journal.reader(from);
    this.config = config;
    this.gathering = new Gathering(config, journal.id(), from);
    this.maxObservations = config.maxObservations();
    this.takenAtNanos = System.nanoTime() - config.commitInterval().toNanos();
    this.thread = Thread.ofPlatform().daemon().name("ingest-reader").unstarted(this::read);
  }

  static ReadingAhead start(IngestConfig config, Journal journal, Position from) {
    ReadingAhead started = new ReadingAhead(config, journal, from);
    started.thread.start();
    return started;
  }

  private void read() {
    try {
      for (int room = awaitRoom(); room > 0; room = awaitRoom()) {
        Stretch stretch = reader.poll(room, config.pollTimeout());
        add(stretch);
        if (stretch.entries().size() < Math.min(room, FEW)) {
          pause();
        }
      }
    } catch (RuntimeException e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(new IllegalStateException("the reading of the journal was interrupted", e));
    }
  }

  /**
   * The journal commits up to a thousand times a second, and a reading costs the same however
   * little is in it.
   */
  private void pause() throws InterruptedException {
    Duration quarter = config.commitInterval().dividedBy(4);
    Duration pause = quarter.compareTo(LONGEST_PAUSE) < 0 ? quarter : LONGEST_PAUSE;
    lock.lockInterruptibly();
    try {
      long left = pause.toNanos();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** 0 when it is over. */
  private int awaitRoom() {
    lock.lock();
    try {
      while (!closed && gathering.room(maxObservations) == 0) {
        changed.awaitUninterruptibly();
      }
      return closed ? 0 : gathering.room(maxObservations);
    } finally {
      lock.unlock();
    }
  }

  private void add(Stretch stretch) {
    lock.lock();
    try {
      gathering.add(stretch);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(RuntimeException e) {
    lock.lock();
    try {
      failure = e;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Batch> take(int limit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      maxObservations = limit;
      changed.signalAll();
      long left = config.pollTimeout().toNanos();
      while (gathering.isEmpty() && failure == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      awaitInterval();
      // What was read before the failure is good.
      if (gathering.isEmpty() && failure != null) {
        throw failure;
      }
      Optional<Batch> batch = gathering.take();
      takenAtNanos = batch.isPresent() ? System.nanoTime() : takenAtNanos;
      changed.signalAll();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Lock held. */
  private void awaitInterval() throws InterruptedException {
    long left = takenAtNanos + config.commitInterval().toNanos() - System.nanoTime();
    while (left > 0
        && !gathering.isEmpty()
        && gathering.room(maxObservations) > 0
        && failure == null) {
      left = changed.awaitNanos(left);
    }
  }

  @Override
  public Position taken() {
    lock.lock();
    try {
      return gathering.taken();
    } finally {
      lock.unlock();
    }
  }

  /** Observations and dead letters that wait to be taken. */
  long gathered() {
    lock.lock();
    try {
      return gathering.observations();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the poll under way: a reader is for one thread at a time. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    reader.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

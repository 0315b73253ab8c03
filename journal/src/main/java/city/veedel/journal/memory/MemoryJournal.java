package city.veedel.journal.memory;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Entry;
import city.veedel.journal.Handshake;
import city.veedel.journal.Journal;
import city.veedel.journal.JournalFailedException;
import city.veedel.journal.JournalStatus;
import city.veedel.journal.Position;
import city.veedel.journal.PositionAheadException;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import city.veedel.journal.codec.EntryBlock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A journal in memory. By itself it is durable at once, on the caller's thread; after {@link
 * #holdSyncs} appends wait for {@link #sync}, and {@link #crash} loses those that wait. It has no
 * thread and reads no clock but in {@link Reader#poll}.
 */
public final class MemoryJournal implements Journal {
  /** As much as tests need; see {@link #create(long)}. */
  public static final long CAPACITY_BYTES = 64L << 20;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Entries that become durable together, with their size on a disk. */
  private record Batch(List<Entry> entries, long bytes) {}

  /** An append or an end that waits for its sync; it changes nothing before. */
  private record Waiting(
      Runnable effect, CompletableFuture<AppendResult> done, AppendResult result, long bytes) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition committed = lock.newCondition();
  private final UUID id;
  private final long capacityBytes;
  private final Set<Handshake> found;
  private final Set<Handshake> handshakes;
  private final NavigableMap<Long, Batch> batches;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final ArrayDeque<Waiting> answers = new ArrayDeque<>();
  private final CompletableFuture<JournalFailedException> failure = new CompletableFuture<>();

  private long next;
  private long numbered;
  private long bytes;
  private long waitingBytes;
  private boolean holding;
  private boolean full;
  private boolean answering;
  private @Nullable RuntimeException refusal;

  private MemoryJournal(
      UUID id,
      long capacityBytes,
      Set<Handshake> found,
      NavigableMap<Long, Batch> batches,
      long next) {
    this.id = id;
    this.capacityBytes = capacityBytes;
    this.found = Set.copyOf(found);
    this.handshakes = new LinkedHashSet<>(found);
    this.batches = batches;
    this.next = next;
    this.numbered = next;
    batches.values().forEach(batch -> bytes += batch.bytes);
  }

  public static MemoryJournal create() {
    return create(CAPACITY_BYTES);
  }

  /** Holds up to {@code capacityBytes} of encoded entries. */
  public static MemoryJournal create(long capacityBytes) {
    return new MemoryJournal(UUID.randomUUID(), capacityBytes, Set.of(), new TreeMap<>(), 1);
  }

  @Override
  public UUID id() {
    return id;
  }

  @Override
  public CompletionStage<AppendResult> append(Append append) {
    Batch batch = new Batch(append.entries(), EntryBlock.encode(append.entries()).length);
    Handshake begins = append.begins();
    CompletableFuture<AppendResult> done = new CompletableFuture<>();
    lock.lock();
    try {
      if (refusal != null) {
        return CompletableFuture.failedFuture(refusal);
      }
      if (full || bytes + waitingBytes + batch.bytes > capacityBytes) {
        return CompletableFuture.completedFuture(new AppendResult.Full(RETRY_AFTER));
      }
      long number = numbered++;
      Runnable effect =
          () -> {
            batches.put(number, batch);
            bytes += batch.bytes;
            next = number + 1;
            if (begins != null) {
              handshakes.add(begins);
            }
          };
      take(effect, done, number, batch.bytes);
    } finally {
      lock.unlock();
    }
    answer();
    return done;
  }

  @Override
  public CompletionStage<AppendResult> end(Handshake handshake) {
    CompletableFuture<AppendResult> done = new CompletableFuture<>();
    lock.lock();
    try {
      if (refusal != null) {
        return CompletableFuture.failedFuture(refusal);
      }
      take(() -> handshakes.remove(handshake), done, numbered, 0);
    } finally {
      lock.unlock();
    }
    answer();
    return done;
  }

  private void take(Runnable effect, CompletableFuture<AppendResult> done, long number, long size) {
    waiting.add(new Waiting(effect, done, new AppendResult.Durable(new Position(number, 0)), size));
    waitingBytes += size;
    if (!holding) {
      syncWaiting();
    }
  }

  /** From now on an append is durable only at the next {@link #sync}. */
  public void holdSyncs() {
    lock.lock();
    try {
      holding = true;
    } finally {
      lock.unlock();
    }
  }

  /** Makes durable, and answers, what waits. */
  public void sync() {
    lock.lock();
    try {
      syncWaiting();
    } finally {
      lock.unlock();
    }
    answer();
  }

  private void syncWaiting() {
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      next.effect.run();
      answers.add(next);
    }
    waitingBytes = 0;
    committed.signalAll();
  }

  /** One thread at a time, outside the lock: what hangs on a completion may append again. */
  private void answer() {
    while (true) {
      Waiting answered;
      lock.lock();
      try {
        if (answering || answers.isEmpty()) {
          return;
        }
        answering = true;
        answered = answers.remove();
      } finally {
        lock.unlock();
      }
      answered.done.complete(answered.result);
      lock.lock();
      try {
        answering = false;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Answers {@code Full}, whatever is free, until told otherwise. */
  public void full(boolean isFull) {
    lock.lock();
    try {
      full = isFull;
    } finally {
      lock.unlock();
    }
  }

  /** The disk fails: what waits and what comes completes exceptionally, for good. */
  public void fail(String why) {
    stop(new JournalFailedException(why));
  }

  /** Completes when the journal has failed for good. */
  public CompletionStage<JournalFailedException> failure() {
    return failure.minimalCompletionStage();
  }

  /**
   * The process dies: what was not synced is lost and never answered. This journal is closed.
   *
   * @return the journal as the next process finds it
   */
  public MemoryJournal crash() {
    lock.lock();
    try {
      waiting.clear();
      waitingBytes = 0;
      refusal = new IllegalStateException("the journal is closed");
      committed.signalAll();
      return reopened();
    } finally {
      lock.unlock();
    }
  }

  /** The journal as the next process finds it, after {@link #close}. */
  public MemoryJournal reopened() {
    lock.lock();
    try {
      if (refusal == null) {
        throw new IllegalStateException("the journal is open already");
      }
      return new MemoryJournal(id, capacityBytes, handshakes, new TreeMap<>(batches), next);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Set<Handshake> openHandshakes() {
    return found;
  }

  @Override
  public Reader reader(Position from) {
    lock.lock();
    try {
      if (from.batch() > next || from.batch() == next && from.index() > 0) {
        throw new PositionAheadException(from, new Position(next, 0));
      }
      return new MemoryReader(from);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void release(Position upTo) {
    lock.lock();
    try {
      Map<Long, Batch> released = batches.headMap(upTo.batch());
      released.values().forEach(batch -> bytes -= batch.bytes);
      released.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public JournalStatus status() {
    lock.lock();
    try {
      JournalFailedException failed = failure.getNow(null);
      return new JournalStatus(
          new Position(batches.isEmpty() ? next : batches.firstKey(), 0),
          new Position(next, 0),
          bytes,
          capacityBytes,
          0,
          failed == null ? "" : String.valueOf(failed.getMessage()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    sync();
    lock.lock();
    try {
      if (refusal == null) {
        refusal = new IllegalStateException("the journal is closed");
      }
      committed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void stop(JournalFailedException reason) {
    List<Waiting> lost;
    lock.lock();
    try {
      refusal = reason;
      lost = List.copyOf(waiting);
      waiting.clear();
      waitingBytes = 0;
    } finally {
      lock.unlock();
    }
    failure.complete(reason);
    lost.forEach(append -> append.done.completeExceptionally(reason));
  }

  private final class MemoryReader implements Reader {
    private long batch;
    private int index;

    MemoryReader(Position from) {
      this.batch = from.batch();
      this.index = from.index();
    }

    @Override
    public Stretch poll(int maxEntries, Duration timeout) throws InterruptedException {
      if (maxEntries < 1) {
        throw new IllegalArgumentException("at least one entry must be asked for: " + maxEntries);
      }
      List<Entry> taken = new ArrayList<>();
      lock.lockInterruptibly();
      try {
        long left = timeout.toNanos();
        Batch at = find();
        while (at == null && refusal == null && left > 0) {
          left = committed.awaitNanos(left);
          at = find();
        }
        while (at != null && taken.size() < maxEntries) {
          taken.add(at.entries.get(index++));
          at = find();
        }
        if (taken.isEmpty() && refusal instanceof IllegalStateException closed) {
          throw closed;
        }
        return new Stretch(taken, new Position(batch, index));
      } finally {
        lock.unlock();
      }
    }

    /** Goes to the next entry; the batch it is in, or null at the end. */
    private @Nullable Batch find() {
      Map.Entry<Long, Batch> at = batches.ceilingEntry(batch);
      if (at != null && at.getKey() == batch && index >= at.getValue().entries.size()) {
        batch++;
        index = 0;
        at = batches.ceilingEntry(batch);
      }
      if (at == null) {
        return null;
      }
      if (at.getKey() > batch) {
        batch = at.getKey();
        index = 0;
      }
      return at.getValue();
    }

    @Override
    public void close() {}
  }
}

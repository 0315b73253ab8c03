package city.veedel.journal.sqlite;

import city.veedel.journal.AppendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Between those who append and the one writer: the order of arrival, and the bounds. A lock is held
 * for a few instructions only, so that event loops may call.
 */
final class CommitQueue {
  /** Everything for one commit. */
  record Group(List<Pending> pending, boolean last) {}

  private final JournalConfig config;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final Condition closing = lock.newCondition();
  private List<Pending> waiting = new ArrayList<>();
  private long waitingBytes;

  /** Waiting and being committed. */
  private long queuedBytes;

  private long diskBytes;
  private boolean full;
  private boolean nudged;
  private boolean closed;
  private @Nullable RuntimeException refusal;

  /** When the last group was handed over, and of how many it was. */
  private long takenAtNanos = System.nanoTime();

  private int lastSize;

  CommitQueue(JournalConfig config) {
    this.config = config;
  }

  CompletionStage<AppendResult> offer(Pending pending) {
    lock.lock();
    try {
      if (refusal != null) {
        return CompletableFuture.failedFuture(refusal);
      }
      if (!admits(pending)) {
        return CompletableFuture.completedFuture(new AppendResult.Full(config.retryAfter()));
      }
      queuedBytes += pending.weightBytes();
      waitingBytes += pending.weightBytes();
      waiting.add(pending);
      something.signal();
      return pending.done();
    } finally {
      lock.unlock();
    }
  }

  private boolean admits(Pending pending) {
    long queued = queuedBytes + pending.weightBytes();
    if (pending instanceof Pending.End) {
      // Ends free space and let senders go on: a full journal takes them, a full queue does not.
      return queued <= config.queueBytes() + Pending.OVERHEAD_BYTES;
    }
    if (!full && diskBytes + queued + reserveBytes() > config.capacityBytes()) {
      full = true;
    }
    return !full && queued <= config.queueBytes() + Pending.OVERHEAD_BYTES;
  }

  /** A checkpoint holds pages twice: in the write-ahead log and in the database. */
  private long reserveBytes() {
    return (long) config.checkpointBytes() + config.batchBytes();
  }

  /** Waits for work. The group is empty when only nudged; nothing comes after the last. */
  Group take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !nudged && !closed) {
        something.awaitUninterruptibly();
      }
      gather();
      takenAtNanos = System.nanoTime();
      lastSize = waiting.size();
      nudged = false;
      List<Pending> group = waiting;
      // Handed over whole where it fits: those who append wait for as long as the lock is held.
      waiting = waitingBytes <= config.batchBytes() ? new ArrayList<>(group.size()) : cut(group);
      waitingBytes = waiting.stream().mapToLong(Pending::weightBytes).sum();
      return new Group(group, closed && waiting.isEmpty());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Where several send at a time, what comes within the interval shares one commit: each costs a
   * sync and wakes the reader, however little is in it. One who waits for every answer is not kept
   * waiting. Lock held.
   */
  private void gather() {
    long left = takenAtNanos + config.commitInterval().toNanos() - System.nanoTime();
    try {
      while (lastSize > 1
          && left > 0
          && !closed
          && !waiting.isEmpty()
          && waitingBytes < config.batchBytes()) {
        left = closing.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // What waits must still be committed and answered.
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves in {@code group} what makes one commit, at least one, and gives back the rest. */
  private List<Pending> cut(List<Pending> group) {
    int taken = 1;
    long bytes = group.getFirst().weightBytes();
    while (taken < group.size() && bytes + group.get(taken).weightBytes() <= config.batchBytes()) {
      bytes += group.get(taken++).weightBytes();
    }
    List<Pending> end = group.subList(taken, group.size());
    List<Pending> rest = new ArrayList<>(end);
    end.clear();
    return rest;
  }

  /** The group is answered; its room is free. */
  void answered(List<Pending> group) {
    long bytes = 0;
    for (Pending pending : group) {
      bytes += pending.weightBytes();
    }
    lock.lock();
    try {
      queuedBytes -= bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Tells what the disk holds. Full ends only when a file's worth is free: it must not flap. */
  void onDisk(long bytes) {
    lock.lock();
    try {
      diskBytes = bytes;
      long resume = config.capacityBytes() - config.fileBytes();
      if (full && bytes + queuedBytes + reserveBytes() <= resume) {
        full = false;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@link #take} return. */
  void nudge() {
    lock.lock();
    try {
      nudged = true;
      something.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; what waits is still committed. */
  void close() {
    lock.lock();
    try {
      closed = true;
      if (refusal == null) {
        refusal = new IllegalStateException("the journal is closed");
      }
      something.signal();
      closing.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more, and hands back what waits, for the reason to be told. */
  List<Pending> fail(RuntimeException reason) {
    lock.lock();
    try {
      refusal = reason;
      List<Pending> rest = List.copyOf(waiting);
      waiting.clear();
      return rest;
    } finally {
      lock.unlock();
    }
  }
}

package city.veedel.journal.sqlite;

import city.veedel.journal.JournalFailedException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tells the readers how far the one writer has come. */
final class Progress {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private volatile Extent extent;
  private volatile boolean closed;
  private volatile @Nullable JournalFailedException failure;

  Progress(Extent extent) {
    this.extent = extent;
  }

  Extent extent() {
    return extent;
  }

  boolean closed() {
    return closed;
  }

  /** Why the writer has ended, or null. What the disk says from then on is not believed. */
  @Nullable JournalFailedException failure() {
    return failure;
  }

  void fail(JournalFailedException reason) {
    failure = reason;
  }

  void publish(Extent now) {
    lock.lock();
    try {
      extent = now;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the batch is committed, the journal is closed, or the time is over. */
  boolean awaitBatch(long batch, long timeoutNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeoutNanos;
      while (extent.next() <= batch && !closed && left > 0) {
        left = moved.awaitNanos(left);
      }
      return extent.next() > batch;
    } finally {
      lock.unlock();
    }
  }
}

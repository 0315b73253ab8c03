package city.veedel.gateway.mqtt;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has handed in and not answered, in the order of arrival: answers leave in that
 * order [MQTT-4.6.0-2], [MQTT-4.6.0-3], whatever the order of the completions. However many
 * complete at once, the event loop is woken once. Belongs to one event loop but for the
 * completions.
 */
final class AckQueue {
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Executor eventLoop;
  private final Predicate<Pending> answer;
  private final Runnable drained;
  private final AtomicLong bytesInAll;
  private long bytes;

  /**
   * @param bytesInAll counts the bytes of all connections
   * @param answer answers the settled head; false if it has to stay the head
   * @param drained runs after each round of answers
   */
  AckQueue(AtomicLong bytesInAll, Executor eventLoop, Predicate<Pending> answer, Runnable drained) {
    this.bytesInAll = bytesInAll;
    this.eventLoop = eventLoop;
    this.answer = answer;
    this.drained = drained;
  }

  void add(Pending pending) {
    Pending last = queue.peekLast();
    queue.addLast(pending);
    count(pending.bytes());
    if (last != null && last.isBusy()) {
      pending.waitLike(last);
    } else {
      pending.start(this::wake);
    }
  }

  /**
   * Hands the head in again if it is {@code Busy}; one that was taken meanwhile and waits to be
   * answered is not.
   *
   * @return whether the head is {@code Busy} once more
   */
  boolean retryHead() {
    Pending head = queue.peekFirst();
    if (head == null || !head.isBusy()) {
      return false;
    }
    head.start(this::wake);
    return head.isBusy();
  }

  /** Hands in again, in order, what was {@code Busy}, until one is so at once. */
  void retryBusy() {
    for (Pending pending : queue) {
      if (pending.isBusy()) {
        pending.start(this::wake);
        if (pending.isBusy()) {
          return;
        }
      }
    }
  }

  private void wake() {
    if (woken.compareAndSet(false, true)) {
      eventLoop.execute(this::drain);
    }
  }

  private void drain() {
    woken.set(false); // before looking: what settles from here on wakes again
    for (Pending head = settledHead(); head != null; head = settledHead()) {
      if (!answer.test(head)) {
        break;
      }
      if (queue.pollFirst() != null) { // an answer may end the connection, which clears the queue
        count(-head.bytes());
      }
    }
    drained.run();
  }

  private @Nullable Pending settledHead() {
    Pending head = queue.peekFirst();
    return head != null && head.isSettled() ? head : null;
  }

  int size() {
    return queue.size();
  }

  long bytes() {
    return bytes;
  }

  /** Forgets all; nothing is answered any more. */
  void clear() {
    queue.clear();
    count(-bytes);
  }

  private void count(long change) {
    bytes += change;
    bytesInAll.addAndGet(change);
  }
}

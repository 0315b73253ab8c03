package city.veedel.simulator.ledger;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What one device has to send: first what has to be sent again, then new messages, as long as new
 * ones are wanted. Every message that is taken comes back, answered or not. Any thread may ask.
 */
final class Outbox {
  private static final long IDLE_MILLIS = 20;

  private final LedgerDevice device;
  private final Ledger ledger;
  private final Pace pace;
  private final Service service;
  private final double resendShare;
  private final Random random;
  private final Deque<Long> again = new ArrayDeque<>();

  /** When those under way, or to be sent again for want of an answer, were due. */
  private final Map<Long, Long> dueNanos = new HashMap<>();

  private long next;
  private int underWay;
  private volatile boolean onlyOld;

  /**
   * @param resendShare of what was acknowledged is sent again on purpose, 0 to 1
   */
  Outbox(LedgerDevice device, Ledger ledger, Pace pace, Service service, double resendShare) {
    this.device = device;
    this.ledger = ledger;
    this.pace = pace;
    this.service = service;
    this.resendShare = device.timed() ? resendShare : 0;
    this.random = new Random(ledger.readings().seed() + device.index());
  }

  /** The next message, written into the ledger; empty when there was none for a moment. */
  OptionalLong take() throws InterruptedException {
    synchronized (this) {
      if (again.isEmpty() && onlyOld) {
        TimeUnit.MILLISECONDS.timedWait(this, IDLE_MILLIS);
      }
      Long old = again.pollFirst();
      if (old != null) {
        underWay++;
        dueNanos.putIfAbsent(old, System.nanoTime());
        return OptionalLong.of(old);
      }
      if (onlyOld) {
        return OptionalLong.empty();
      }
    }
    long due = pace.await();
    long message;
    synchronized (this) {
      message = next++;
      underWay++;
      dueNanos.put(message, due);
    }
    ledger.sent(device, message);
    return OptionalLong.of(message);
  }

  byte[] payload(long message) {
    return ledger.readings().payload(device.index(), message, device.timed());
  }

  void acknowledged(long message) {
    ledger.acknowledged(device, message);
    synchronized (this) {
      underWay--;
      service.acknowledged(Objects.requireNonNull(dueNanos.remove(message)));
      if (!onlyOld && random.nextDouble() < resendShare) {
        again.addLast(message);
      }
    }
  }

  void refused(long message) {
    ledger.refused(device, message);
    synchronized (this) {
      underWay--;
      dueNanos.remove(message);
    }
  }

  /** No answer came: it has to be sent again. */
  void unanswered(long message) {
    synchronized (this) {
      underWay--;
      again.addLast(message);
      notifyAll();
    }
  }

  /** When the messages were due that are not answered yet, by {@link System#nanoTime}. */
  synchronized Collection<Long> openSince() {
    return List.copyOf(dueNanos.values());
  }

  /** A connection ended, and nobody here wanted that. */
  void broken() {
    service.broken();
  }

  /** An exchange was given up: the server said nothing for as long as one waits. */
  void exchangeUnanswered() {
    service.unanswered();
  }

  /** The server took nothing and wants to be asked again. */
  void putOff() {
    service.putOff();
  }

  /** From now on only what was sent already. */
  void beginNothingNew() {
    onlyOld = true;
  }

  synchronized boolean isSettled() {
    return again.isEmpty() && underWay == 0;
  }
}

package city.veedel.simulator.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
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
  private final double resendShare;
  private final Random random;
  private final Deque<Long> again = new ArrayDeque<>();
  private long next;
  private int underWay;
  private volatile boolean onlyOld;

  /**
   * @param resendShare of what was acknowledged is sent again on purpose, 0 to 1
   */
  Outbox(LedgerDevice device, Ledger ledger, Pace pace, double resendShare) {
    this.device = device;
    this.ledger = ledger;
    this.pace = pace;
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
        return OptionalLong.of(old);
      }
      if (onlyOld) {
        return OptionalLong.empty();
      }
    }
    pace.await();
    long message;
    synchronized (this) {
      message = next++;
      underWay++;
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
      if (!onlyOld && random.nextDouble() < resendShare) {
        again.addLast(message);
      }
    }
  }

  void refused(long message) {
    ledger.refused(device, message);
    synchronized (this) {
      underWay--;
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

  /** From now on only what was sent already. */
  void beginNothingNew() {
    onlyOld = true;
  }

  synchronized boolean isSettled() {
    return again.isEmpty() && underWay == 0;
  }
}

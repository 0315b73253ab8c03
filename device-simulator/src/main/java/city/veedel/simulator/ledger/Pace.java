package city.veedel.simulator.ledger;

import java.util.concurrent.locks.LockSupport;

/** How many new messages a second a device may begin. Any thread may ask. */
final class Pace {
  /** What was missed while nobody could send is not made up for beyond this. */
  private static final long MOST_BEHIND_NANOS = 100_000_000;

  private final long periodNanos;
  private long nextNanos = System.nanoTime();

  /**
   * @param messagesPerSecond 0 for as many as the windows allow
   */
  Pace(double messagesPerSecond) {
    this.periodNanos = messagesPerSecond > 0 ? (long) (1e9 / messagesPerSecond) : 0;
  }

  /**
   * Waits for the turn of one message.
   *
   * @return when that was, by {@link System#nanoTime}
   */
  long await() {
    if (periodNanos == 0) {
      return System.nanoTime();
    }
    long turn;
    synchronized (this) {
      turn = Math.max(nextNanos, System.nanoTime() - MOST_BEHIND_NANOS);
      nextNanos = turn + periodNanos;
    }
    for (long wait = turn - System.nanoTime(); wait > 0; wait = turn - System.nanoTime()) {
      LockSupport.parkNanos(wait);
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    return turn;
  }
}

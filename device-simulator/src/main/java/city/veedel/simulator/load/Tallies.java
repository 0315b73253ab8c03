package city.veedel.simulator.load;

import org.HdrHistogram.Histogram;

/** Counts of one run, and its measured stretch. For the load's thread only. */
final class Tallies {
  private static final int DIGITS = 3;

  private final Histogram latency = new Histogram(DIGITS);
  private long measureFrom = Long.MAX_VALUE;
  private long measureTo = Long.MAX_VALUE;
  private long now;
  private long sent;
  private long succeeded;
  private long refused;
  private int welcome;
  private long measuredSent;
  private long measuredSucceeded;

  /** By {@link System#nanoTime}. */
  void measure(long from, long to) {
    measureFrom = from;
    measureTo = to;
  }

  /** The clock is read once a round, not once a message. */
  void setNow(long nanoTime) {
    now = nanoTime;
  }

  /** A device may begin to send. */
  void welcomed() {
    welcome++;
  }

  int welcome() {
    return welcome;
  }

  void sent() {
    sent++;
    if (isMeasured(now)) {
      measuredSent++;
    }
  }

  void succeeded(long since) {
    succeeded++;
    if (isMeasured(now)) {
      measuredSucceeded++;
    }
    if (isMeasured(since)) {
      latency.recordValue(Math.max(0, (System.nanoTime() - since) / 1_000));
    }
  }

  void refused() {
    refused++;
  }

  private boolean isMeasured(long nanoTime) {
    return nanoTime - measureFrom >= 0 && nanoTime - measureTo < 0;
  }

  /** Messages whose answer is still to come. */
  long unanswered() {
    return sent - succeeded - refused;
  }

  LoadResult result() {
    return new LoadResult(
        sent,
        succeeded,
        refused,
        unanswered(),
        measuredSent,
        measuredSucceeded,
        (measureTo - measureFrom) / 1e9,
        latency);
  }
}

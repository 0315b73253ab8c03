package city.veedel.simulator.ledger;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What the devices of a fleet get of a server: how long they wait to be acknowledged, and how often
 * it lets them down. Any thread.
 */
public final class Service {
  private static final int DIGITS = 3;

  private final Recorder micros = new Recorder(DIGITS);
  private final LongAdder broken = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder putOff = new LongAdder();
  private final List<Supplier<Collection<Long>>> openSince = new CopyOnWriteArrayList<>();
  private long askedAtNanos = System.nanoTime();

  /**
   * A stretch of time.
   *
   * @param seconds it took
   * @param acknowledged messages
   * @param open messages that were due and not answered when it was over
   * @param p50Millis from when a message was due until it was acknowledged, over any number of
   *     attempts; one that is open counts with its age, or a server that has fallen silent would
   *     look like a fast one
   * @param p99Millis likewise
   * @param maxMillis likewise
   * @param broken connections that ended, or did not come about
   * @param unanswered exchanges given up for want of an answer
   * @param putOff answers that say: later
   */
  public record Stretch(
      double seconds,
      long acknowledged,
      long open,
      double p50Millis,
      double p99Millis,
      double maxMillis,
      long broken,
      long unanswered,
      long putOff) {
    /** Messages acknowledged a second, over the whole of it. */
    public double acknowledgedPerSecond() {
      return seconds > 0 ? acknowledged / seconds : 0;
    }
  }

  /**
   * @param since asked for when the messages were due that are open, by {@link System#nanoTime}
   */
  void watch(Supplier<Collection<Long>> since) {
    openSince.add(since);
  }

  /**
   * @param since when the message was due, by {@link System#nanoTime}
   */
  void acknowledged(long since) {
    micros.recordValue(microsFrom(since, System.nanoTime()));
  }

  /** None for what is due only later. */
  private static long microsFrom(long since, long now) {
    return Math.max(0, (now - since) / 1_000);
  }

  void broken() {
    broken.increment();
  }

  void unanswered() {
    unanswered.increment();
  }

  void putOff() {
    putOff.increment();
  }

  /** From the last call until now. */
  public synchronized Stretch sinceLastAsked() {
    long now = System.nanoTime();
    double seconds = (now - askedAtNanos) / 1e9;
    askedAtNanos = now;
    Histogram interval = micros.getIntervalHistogram();
    long acknowledged = interval.getTotalCount();
    for (Supplier<Collection<Long>> each : openSince) {
      for (long since : each.get()) {
        interval.recordValue(microsFrom(since, now));
      }
    }
    boolean isEmpty = interval.getTotalCount() == 0;
    return new Stretch(
        seconds,
        acknowledged,
        interval.getTotalCount() - acknowledged,
        isEmpty ? 0 : interval.getValueAtPercentile(50) / 1_000.0,
        isEmpty ? 0 : interval.getValueAtPercentile(99) / 1_000.0,
        isEmpty ? 0 : interval.getMaxValue() / 1_000.0,
        broken.sumThenReset(),
        unanswered.sumThenReset(),
        putOff.sumThenReset());
  }
}

package city.veedel.standalone.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The only clock and the only thread: events happen in the order of their time, those of one moment
 * in the order they were planned. The clock on the wall may be set, time itself never goes back.
 */
public final class SimulatedTime implements InstantSource {
  static final long MILLI = 1_000;
  static final long SECOND = 1_000_000;

  private static final Instant BEGINNING = Instant.parse("2026-11-22T12:00:00Z");
  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::at).thenComparingLong(Event::number);

  private record Event(long at, long number, Runnable work) {}

  private final PriorityQueue<Event> events = new PriorityQueue<>(ORDER);
  private long now;
  private long planned;
  private long wallAhead;

  /**
   * @param micros from now
   */
  public void in(long micros, Runnable work) {
    events.add(new Event(now + micros, planned++, work));
  }

  /** Lets the next thing happen; false if nothing is planned. */
  boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    now = next.at;
    next.work.run();
    return true;
  }

  /** Microseconds since the beginning. */
  public long now() {
    return now;
  }

  public long nanoTime() {
    return now * 1_000;
  }

  /** Sets the clock on the wall. */
  void setWall(long micros) {
    wallAhead += micros;
  }

  @Override
  public Instant instant() {
    return BEGINNING.plus(now + wallAhead, ChronoUnit.MICROS);
  }
}

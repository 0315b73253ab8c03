package city.veedel.simulator;

import city.veedel.simulator.device.Answer;
import city.veedel.simulator.device.Message;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/** Counts observations from handing them to a link until their answer. Thread-safe. */
final class Tally {
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final double MICROS_PER_MILLI = 1000;

  private final LongAdder sent = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder unassured = new LongAdder();
  private final Map<String, LongAdder> refusedByCode = new ConcurrentHashMap<>();
  private final ConcurrentHistogram ackMicros = new ConcurrentHistogram(SIGNIFICANT_DIGITS);

  void assuredSent(Message message) {
    sent.add(message.observations());
  }

  /**
   * @param sentAtNanos {@link System#nanoTime} when the message was handed to its link
   */
  void answered(Message message, Answer answer, long sentAtNanos) {
    int observations = message.observations();
    switch (answer) {
      case Answer.Acknowledged() -> {
        acknowledged.add(observations);
        ackMicros.recordValue(
            Math.max(0, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sentAtNanos)));
      }
      case Answer.Refused(String code) -> {
        refused.add(observations);
        refusedByCode.computeIfAbsent(code, key -> new LongAdder()).add(observations);
      }
      case Answer.Unassured() -> unassured.add(observations);
      case Answer.Unanswered() -> unanswered.add(observations);
    }
  }

  long sent() {
    return sent.sum() + unassured.sum();
  }

  long acknowledged() {
    return acknowledged.sum();
  }

  /** Answers are read before what was sent, so that they never exceed it. */
  FleetTotals totals(long resent, int devices) {
    long acknowledgedNow = acknowledged.sum();
    long refusedNow = refused.sum();
    long unansweredNow = unanswered.sum();
    long sentNow = sent.sum();
    Map<String, Long> codes = new TreeMap<>();
    refusedByCode.forEach((code, count) -> codes.put(code, count.sum()));
    return new FleetTotals(
        sentNow,
        acknowledgedNow,
        refusedNow,
        unansweredNow,
        unassured.sum(),
        resent,
        codes,
        ackMicros.getValueAtPercentile(50) / MICROS_PER_MILLI,
        ackMicros.getValueAtPercentile(99) / MICROS_PER_MILLI,
        ackMicros.getMaxValue() / MICROS_PER_MILLI,
        devices);
  }
}

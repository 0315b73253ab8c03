package city.veedel.simulator;

import city.veedel.simulator.device.Answer;
import city.veedel.simulator.device.DeviceLink;
import city.veedel.simulator.device.Message;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Hands messages to links and counts their observations, from there until the answer. Every message
 * that was taken is answered once, so the sums are exact when nothing is open. Thread-safe.
 */
final class Tally {
  /** A link that was closed meanwhile never answers; it is asked again. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private static final int SIGNIFICANT_DIGITS = 3;
  private static final double MICROS_PER_MILLI = 1000;

  private final LongAdder sent = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder unassured = new LongAdder();
  private final Map<String, LongAdder> refusedByCode = new ConcurrentHashMap<>();
  private final ConcurrentHistogram ackMicros = new ConcurrentHistogram(SIGNIFICANT_DIGITS);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answeredOne = lock.newCondition();
  private long openMessages;
  private long answers;

  /**
   * @return false if the link's window is full; then nothing was counted
   */
  boolean handOver(DeviceLink link, Message message, boolean isAssured) {
    open(1);
    if (isAssured) {
      sent.add(message.observations());
    }
    if (link.offer(message, answer -> answered(message, answer))) {
      return true;
    }
    if (isAssured) {
      sent.add(-message.observations());
    }
    notTaken();
    return false;
  }

  private void answered(Message message, Answer answer) {
    int observations = message.observations();
    switch (answer) {
      case Answer.Acknowledged(long nanos) -> {
        acknowledged.add(observations);
        ackMicros.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos)));
      }
      case Answer.Refused(String code) -> {
        refused.add(observations);
        refusedByCode.computeIfAbsent(code, key -> new LongAdder()).add(observations);
      }
      case Answer.Unassured() -> unassured.add(observations);
      case Answer.Unanswered() -> unanswered.add(observations);
    }
    open(-1);
  }

  /** The message never left; nobody is woken by it. */
  private void notTaken() {
    lock.lock();
    try {
      openMessages--;
    } finally {
      lock.unlock();
    }
  }

  private void open(int change) {
    lock.lock();
    try {
      openMessages += change;
      if (change < 0) {
        answers++;
        answeredOne.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the link has room, then hands over. */
  void handOverPatiently(DeviceLink link, Message message, boolean isAssured)
      throws InterruptedException {
    long seen = answers();
    while (!handOver(link, message, isAssured)) {
      awaitAnswerAfter(seen);
      seen = answers();
    }
  }

  private long answers() {
    lock.lock();
    try {
      return answers;
    } finally {
      lock.unlock();
    }
  }

  private void awaitAnswerAfter(long seen) throws InterruptedException {
    long left = LOOK_AGAIN.toNanos();
    lock.lock();
    try {
      while (answers == seen && left > 0) {
        left = answeredOne.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until every message is answered; false if the time was too short. */
  boolean awaitAllAnswers(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (openMessages > 0) {
        if (left <= 0) {
          return false;
        }
        left = answeredOne.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  long sentOfAnyKind() {
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

package city.veedel.gateway.mqtt;

import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.Intake;
import city.veedel.model.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Last words of devices whose connection ended without DISCONNECT: handed in like a message of the
 * device, at once or after the will delay. A device that comes back within the delay, or takes its
 * own connection over, has not gone: nothing is handed in. Any thread.
 */
final class Wills {
  private record Delayed(Arrival will, long dueAt) {}

  private final Intake intake;
  private final MqttMetrics metrics;
  private final int maxWaiting;
  private final ConcurrentHashMap<Session, Delayed> delayed = new ConcurrentHashMap<>();
  private final Queue<Arrival> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();

  Wills(Intake intake, MqttMetrics metrics, int maxWaiting) {
    this.intake = intake;
    this.metrics = metrics;
    this.maxWaiting = maxWaiting;
  }

  void handIn(Arrival will) {
    intake
        .handIn(will)
        .whenComplete((outcome, thrown) -> {
          if (thrown != null) {
            metrics.willLost();
          } else if (outcome instanceof Outcome.Busy) {
            waitForTheJournal(will);
          }
        });
  }

  private void waitForTheJournal(Arrival will) {
    if (waitingCount.incrementAndGet() > maxWaiting) {
      waitingCount.decrementAndGet();
      metrics.willLost();
    } else {
      waiting.add(will);
    }
  }

  /** Bounded by the number of sessions. */
  void delay(Session session, Arrival will, long dueAt) {
    delayed.put(session, new Delayed(will, dueAt));
  }

  /** The client is back. A clean start ended its session, which is when a will is due. */
  void returned(Session session, boolean cleanStart) {
    Delayed will = delayed.remove(session);
    if (will != null && cleanStart) {
      handIn(will.will());
    }
  }

  /** Hands in what is due, and once more what the journal did not take. */
  void tick(long now) {
    List<Session> due = new ArrayList<>();
    delayed.forEach((session, will) -> {
      if (now - will.dueAt() >= 0) {
        due.add(session);
      }
    });
    for (Session session : due) {
      Delayed will = delayed.remove(session);
      if (will != null) {
        handIn(will.will());
      }
    }
    Queue<Arrival> again = new ArrayDeque<>();
    for (Arrival will = waiting.poll(); will != null; will = waiting.poll()) {
      waitingCount.decrementAndGet();
      again.add(will);
    }
    again.forEach(this::handIn);
  }
}

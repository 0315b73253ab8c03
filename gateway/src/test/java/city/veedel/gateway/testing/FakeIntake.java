package city.veedel.gateway.testing;

import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.Intake;
import city.veedel.journal.JournalFailedException;
import city.veedel.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accepts what comes, or holds it until the test says what became of it. */
public final class FakeIntake implements Intake {
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final Queue<CompletableFuture<Outcome>> held = new ConcurrentLinkedQueue<>();
  private volatile Outcome answer = new Outcome.Accepted(1, 0);
  private volatile boolean holding;
  private volatile int places = Integer.MAX_VALUE;

  @Override
  public CompletionStage<Outcome> handIn(Arrival arrival) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    if (holding && held.size() < places) {
      held.add(outcome);
    } else if (holding) {
      outcome.complete(new Outcome.Busy(Duration.ofMillis(20)));
    } else {
      outcome.complete(answer);
    }
    arrivals.add(arrival);
    return outcome;
  }

  public List<Arrival> arrivals() {
    return arrivals;
  }

  public void answerWith(Outcome outcome) {
    answer = outcome;
  }

  /** From now on nothing is answered until {@link #release}. */
  public void hold() {
    holding = true;
  }

  /** As {@link #hold}, but so many messages only; others are busy. */
  public void holdAtMost(int messages) {
    places = messages;
    holding = true;
  }

  public void release(Outcome outcome) {
    holding = false;
    for (CompletableFuture<Outcome> next = held.poll(); next != null; next = held.poll()) {
      next.complete(outcome);
    }
  }

  /** The journal fails for good. */
  public void fail() {
    fail(new JournalFailedException("the disk is gone"));
  }

  /** What is held fails. */
  public void fail(RuntimeException why) {
    holding = false;
    for (CompletableFuture<Outcome> next = held.poll(); next != null; next = held.poll()) {
      next.completeExceptionally(why);
    }
  }
}

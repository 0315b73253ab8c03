package city.veedel.gateway.mqtt;

import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.Intake;
import city.veedel.journal.Append;
import city.veedel.journal.Entry;
import city.veedel.journal.Journal;
import city.veedel.model.DeadLetter;
import city.veedel.model.Outcome;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Keeps what is handed in, and answers as it is told: at once, or when a test completes it. What
 * begins a handshake is appended to the journal, as the real one does it.
 */
final class ScriptedIntake implements Intake {
  static final Outcome ACCEPTED = new Outcome.Accepted(1, 0);

  /** A message and the answer to it. */
  record Handed(Arrival arrival, CompletableFuture<Outcome> outcome) {
    String text() {
      return new String(arrival.payload().bytes(), StandardCharsets.UTF_8);
    }
  }

  private final Journal journal;
  private final List<Handed> handed = new CopyOnWriteArrayList<>();
  private volatile Function<Arrival, CompletionStage<Outcome>> script;

  ScriptedIntake(Journal journal) {
    this.journal = journal;
    this.script = this::append;
  }

  @Override
  public CompletionStage<Outcome> handIn(Arrival arrival) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    handed.add(new Handed(arrival, outcome));
    CompletionStage<Outcome> answer = script.apply(arrival);
    answer.whenComplete((result, thrown) -> {
      if (thrown == null) {
        outcome.complete(result);
      } else {
        outcome.completeExceptionally(thrown);
      }
    });
    return outcome;
  }

  /** From now on messages wait for {@link #complete}. */
  void hold() {
    script = _ -> new CompletableFuture<>();
  }

  /** From now on messages get this answer at once. */
  void answer(Outcome outcome) {
    script = _ -> CompletableFuture.completedFuture(outcome);
  }

  /** From now on handing in throws. */
  void breakDown(RuntimeException why) {
    script =
        _ -> {
          throw why;
        };
  }

  /** From now on only so many messages may wait for {@link #complete}; others are busy. */
  void holdAtMost(int messages) {
    script =
        _ ->
            handed.stream().filter(one -> !one.outcome().isDone()).count() > messages
                ? CompletableFuture.completedFuture(new Outcome.Busy(Duration.ofMillis(10)))
                : new CompletableFuture<>();
  }

  /** From now on messages are accepted again. */
  void accept() {
    script = this::append;
  }

  void complete(int index, Outcome outcome) {
    handed.get(index).outcome().complete(outcome);
  }

  void fail(int index, Throwable why) {
    handed.get(index).outcome().completeExceptionally(why);
  }

  List<Handed> handed() {
    return handed;
  }

  List<String> texts() {
    return handed.stream().map(Handed::text).toList();
  }

  private CompletionStage<Outcome> append(Arrival arrival) {
    if (arrival.begins() == null) {
      return CompletableFuture.completedFuture(ACCEPTED);
    }
    DeadLetter letter =
        new DeadLetter(
            new Provenance(
                arrival.device().id(), arrival.protocol(), arrival.assured(), Instant.EPOCH),
            arrival.address(),
            arrival.format().mediaType(),
            RefusalReason.VALUE_INVALID,
            "a stand-in",
            "",
            arrival.payload(),
            1,
            true);
    return journal
        .append(new Append(List.of(new Entry.SetAside(letter)), arrival.begins()))
        .thenApply(_ -> ACCEPTED);
  }
}

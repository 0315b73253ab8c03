package city.veedel.gateway.mqtt;

import city.veedel.journal.AppendResult;
import city.veedel.journal.Handshake;
import city.veedel.journal.Journal;
import city.veedel.model.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The receiving half of QoS 2 for one session (section 4.3.3, method A reversed: the message is
 * handed on before PUBREC, its identifier is kept until PUBREL). The identifier is in the journal,
 * written with the message itself, so that a repeat is known again after a crash. One connection at
 * a time calls; completions come from the journal.
 */
final class ExactlyOnce {
  private static final Outcome RECEIVED = new Outcome.Accepted(0, 0);

  private final String client;
  private final Journal journal;
  private final ConcurrentHashMap<Integer, CompletableFuture<Outcome>> received =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Integer, CompletableFuture<Outcome>> releasing =
      new ConcurrentHashMap<>();

  /**
   * @param client names the session in the journal
   */
  ExactlyOnce(String client, Journal journal) {
    this.client = client;
    this.journal = journal;
  }

  /** The journal says that this message was received before the server started. */
  void recover(int packetId) {
    received.put(packetId, CompletableFuture.completedFuture(RECEIVED));
  }

  int open() {
    return received.size();
  }

  boolean knows(int packetId) {
    return received.containsKey(packetId);
  }

  /**
   * Hands a message in, unless it is a repeat of one that is open: then the outcome is that of the
   * first. One that failed is open no more: its repeat is handed in again.
   *
   * @param refusalIsTold a refusal frees the identifier (section 4.3.3: PUBREC of 0x80 or more)
   */
  CompletionStage<Outcome> receive(
      int packetId, boolean refusalIsTold, Function<Handshake, CompletionStage<Outcome>> handIn) {
    CompletableFuture<Outcome> known = received.get(packetId);
    if (known != null) {
      return known;
    }
    Handshake handshake = new Handshake(client, packetId);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    received.put(packetId, outcome);
    handedIn(handIn, handshake)
        .thenCompose(result -> settle(handshake, outcome, refusalIsTold, result))
        .whenComplete((result, thrown) -> {
          if (thrown == null) {
            outcome.complete(result);
          } else {
            received.remove(packetId, outcome);
            outcome.completeExceptionally(thrown);
          }
        });
    return outcome;
  }

  private static CompletionStage<Outcome> handedIn(
      Function<Handshake, CompletionStage<Outcome>> handIn, Handshake handshake) {
    try {
      return handIn.apply(handshake);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Outcome> settle(
      Handshake handshake,
      CompletableFuture<Outcome> entry,
      boolean refusalIsTold,
      Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> CompletableFuture.completedFuture(outcome);
      case Outcome.Busy _ -> {
        received.remove(handshake.number(), entry);
        yield CompletableFuture.completedFuture(outcome);
      }
      case Outcome.Refused refused -> {
        if (refused.kept() && !refusalIsTold) {
          yield CompletableFuture.completedFuture(outcome);
        }
        if (!refused.kept()) {
          // Nothing was appended, so the journal knows nothing of this handshake.
          received.remove(handshake.number(), entry);
          yield CompletableFuture.completedFuture(outcome);
        }
        // The client may use the identifier again as soon as it is told: end it durably first.
        yield journal
            .end(handshake)
            .thenApply(result -> {
              received.remove(handshake.number(), entry);
              return result instanceof AppendResult.Full full
                  ? new Outcome.Busy(full.retryAfter())
                  : outcome;
            });
      }
    };
  }

  /**
   * Ends a handshake durably, for PUBCOMP.
   *
   * @return empty if no such message is open
   */
  Optional<CompletionStage<Outcome>> release(int packetId) {
    CompletableFuture<Outcome> known = received.get(packetId);
    if (known == null) {
      return Optional.empty();
    }
    CompletableFuture<Outcome> ending = releasing.get(packetId);
    return Optional.of(ending != null ? ending : end(packetId, known));
  }

  /** Whether the message is open but not durable yet: no PUBREC was sent for it. */
  boolean isUndecided(int packetId) {
    CompletableFuture<Outcome> known = received.get(packetId);
    return known != null && !known.isDone();
  }

  private CompletableFuture<Outcome> end(int packetId, CompletionStage<Outcome> known) {
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    releasing.put(packetId, ended);
    known
        .thenCompose(_ -> journal.end(new Handshake(client, packetId)))
        .whenComplete((result, thrown) -> {
          if (thrown != null) {
            releasing.remove(packetId, ended);
            ended.completeExceptionally(thrown);
          } else if (result instanceof AppendResult.Full full) {
            releasing.remove(packetId, ended);
            ended.complete(new Outcome.Busy(full.retryAfter()));
          } else {
            received.remove(packetId, known);
            releasing.remove(packetId, ended);
            ended.complete(RECEIVED);
          }
        });
    return ended;
  }

  /** The session ends: so do its handshakes. */
  void discard() {
    for (Integer packetId : received.keySet()) {
      journal.end(new Handshake(client, packetId));
    }
    received.clear();
    releasing.clear();
  }
}

package city.veedel.dashboard.query;

import city.veedel.model.DeadLetter;
import city.veedel.model.Outcome;
import city.veedel.model.RepairedMessages;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages that were taken but cannot be stored: what they are, and handing them in again. */
public final class DeadLetters {
  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  /** How long somebody who replays one waits for what becomes of it. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final String OPEN = "open";

  private final DeadLetterStore store;
  private final RepairedMessages repaired;
  private final InstantSource clock;
  private final Duration patience;
  private final Set<Long> inReplay = ConcurrentHashMap.newKeySet();

  /**
   * One as it is kept.
   *
   * @param state {@code open}, {@code replayed} or {@code discarded}
   */
  public record Kept(long id, DeadLetter letter, String state) {}

  /**
   * Which ones.
   *
   * @param before only those with a smaller id, for the next page
   * @param organisation only those of its devices, or null for all
   */
  public record Wanted(
      Optional<String> device,
      Optional<String> reason,
      Optional<String> state,
      long before,
      @Nullable Integer organisation,
      int limit) {}

  /** What the audit trail is told of letters that are shown with their content. */
  @FunctionalInterface
  public interface Shown {
    /** Nobody sees them. */
    Shown TO_NOBODY = letters -> Optional.empty();

    /** Empty: nothing is told. */
    Optional<AuditEntry> entry(List<Kept> letters);
  }

  /** What became of a replay. */
  public sealed interface Replay {
    /** Handed in; what it became says the outcome. Only an accepted one is closed. */
    record HandedIn(Outcome outcome) implements Replay {}

    /** It is not open any more, or somebody is replaying it right now. */
    record NotOpen(String state) implements Replay {}

    record Unknown() implements Replay {}
  }

  public DeadLetters(DeadLetterStore store, RepairedMessages repaired, InstantSource clock) {
    this(store, repaired, clock, PATIENCE);
  }

  /**
   * @param patience how long a replay waits for its outcome
   */
  DeadLetters(
      DeadLetterStore store, RepairedMessages repaired, InstantSource clock, Duration patience) {
    this.store = store;
    this.repaired = repaired;
    this.clock = clock;
    this.patience = patience;
  }

  /** Newest first. */
  public List<Kept> list(Wanted wanted, Shown shown) {
    return store.list(wanted, shown);
  }

  public Optional<Kept> find(long id, @Nullable Integer organisation, Shown shown) {
    return store.find(id, organisation, shown);
  }

  /**
   * Hands one in again and closes it if it is accepted. Blocks for some seconds at most; one that
   * is not decided by then is {@code Busy}, cannot be replayed a second time meanwhile, and is
   * closed when it is accepted after all.
   *
   * @param organisation only if it is of its devices; null: of any
   * @param who does it
   */
  public Replay replay(long id, @Nullable Integer organisation, Actor who) {
    if (!inReplay.add(id)) {
      return new Replay.NotOpen("being replayed");
    }
    boolean ends = true;
    try {
      Optional<Kept> kept = store.find(id, organisation, Shown.TO_NOBODY);
      if (kept.isEmpty()) {
        return new Replay.Unknown();
      }
      if (!kept.get().state().equals(OPEN)) {
        return new Replay.NotOpen(kept.get().state());
      }
      CompletableFuture<Outcome> becoming =
          repaired.handIn(kept.get().letter()).toCompletableFuture();
      Optional<Outcome> outcome = await(becoming);
      if (outcome.isPresent()) {
        keep(kept.get(), outcome.get(), who);
      } else {
        ends = false;
        var _ =
            becoming.whenCompleteAsync(
                (late, failure) -> end(kept.get(), late, failure, who), Thread::startVirtualThread);
      }
      return new Replay.HandedIn(outcome.orElseGet(() -> new Outcome.Busy(RETRY_AFTER)));
    } finally {
      if (ends) {
        inReplay.remove(id);
      }
    }
  }

  /** Empty if it takes too long. */
  private Optional<Outcome> await(CompletableFuture<Outcome> becoming) {
    try {
      return Optional.of(becoming.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the dead letter could not be handed in", e.getCause());
    }
  }

  /** Of a replay nobody waits for any more. */
  private void end(Kept kept, @Nullable Outcome outcome, @Nullable Throwable failure, Actor who) {
    try {
      if (outcome == null) {
        log.warn("The replay of dead letter {} failed; it stays open", kept.id(), failure);
      } else {
        keep(kept, outcome, who);
      }
    } catch (RuntimeException e) {
      log.error(
          "What became of the replay of dead letter {} could not be kept; it stays open though it"
              + " became {}",
          kept.id(),
          outcome,
          e);
    } finally {
      inReplay.remove(kept.id());
    }
  }

  private void keep(Kept kept, Outcome outcome, Actor who) {
    store.replayed(kept.id(), outcome instanceof Outcome.Accepted, entry(who, kept, outcome));
  }

  private AuditEntry entry(Actor who, Kept kept, Outcome outcome) {
    Map<String, String> detail = new HashMap<>();
    detail.put("device", kept.letter().provenance().device().value());
    switch (outcome) {
      case Outcome.Accepted _ -> detail.put("outcome", "accepted");
      case Outcome.Busy _ -> detail.put("outcome", "busy");
      case Outcome.Refused refused -> {
        detail.put("outcome", "refused");
        detail.put("reason", refused.reason().code());
      }
    }
    return AuditEntry.of(
        clock.instant(), who, Act.DEAD_LETTER_REPLAYED, Long.toString(kept.id()), detail);
  }
}

package city.veedel.dashboard.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.dashboard.query.DeadLetters.Replay;
import city.veedel.model.DeadLetter;
import city.veedel.model.DeviceId;
import city.veedel.model.Outcome;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final long ID = 7;
  private static final Actor STEWARD = Actor.part("test");
  private static final Outcome ACCEPTED = new Outcome.Accepted(1, 0);

  private final CompletableFuture<Outcome> becoming = new CompletableFuture<>();
  private final List<DeadLetter> handedIn = new CopyOnWriteArrayList<>();
  private final OneLetter store = new OneLetter();
  private final DeadLetters letters =
      new DeadLetters(
          store,
          letter -> {
            handedIn.add(letter);
            return becoming;
          },
          InstantSource.fixed(Instant.EPOCH),
          Duration.ofMillis(1));

  @Test
  void closesWhatIsAccepted() {
    becoming.complete(ACCEPTED);

    assertThat(replay()).isEqualTo(new Replay.HandedIn(ACCEPTED));
    assertThat(replay()).isEqualTo(new Replay.NotOpen("replayed"));
    assertThat(store.outcomes).containsExactly("accepted");
  }

  /** Its message waits for a decoder: it is in the gateway, and nobody can take it back. */
  @Test
  void whatTakesLongIsNotHandedInTwiceAndClosedWhenItIsAccepted() {
    assertThat(replay())
        .isInstanceOfSatisfying(
            Replay.HandedIn.class,
            handed -> assertThat(handed.outcome()).isInstanceOf(Outcome.Busy.class));
    assertThat(replay()).isEqualTo(new Replay.NotOpen("being replayed"));
    assertThat(store.outcomes).isEmpty();

    becoming.complete(ACCEPTED);

    await().until(() -> replay().equals(new Replay.NotOpen("replayed")));
    assertThat(handedIn).hasSize(1);
    assertThat(store.outcomes).containsExactly("accepted");
  }

  @Test
  void whatTakesLongAndFailsMayBeReplayedAgain() {
    replay();
    becoming.completeExceptionally(new IllegalStateException("the product is stopping"));

    await().until(() -> isHandedInAgain());
    assertThat(store.outcomes).isEmpty();
  }

  private boolean isHandedInAgain() {
    try {
      return !(replay() instanceof Replay.NotOpen);
    } catch (IllegalStateException failed) {
      return handedIn.size() == 2;
    }
  }

  private Replay replay() {
    return letters.replay(ID, null, STEWARD);
  }

  private static final class OneLetter implements DeadLetterStore {
    private final List<String> outcomes = new CopyOnWriteArrayList<>();
    private volatile String state = "open";

    @Override
    public List<DeadLetters.Kept> list(DeadLetters.Wanted wanted, DeadLetters.Shown shown) {
      return List.of();
    }

    @Override
    public Optional<DeadLetters.Kept> find(
        long id, @Nullable Integer organisation, DeadLetters.Shown shown) {
      DeadLetter letter =
          new DeadLetter(
              new Provenance(new DeviceId("dev-1"), Protocol.HTTP, true, Instant.EPOCH),
              "v1/dev-1/up",
              "application/json",
              RefusalReason.VALUE_INVALID,
              "no",
              "",
              Payload.wrap(new byte[] {1}),
              1,
              false);
      return Optional.of(new DeadLetters.Kept(id, letter, state));
    }

    @Override
    public void replayed(long id, boolean close, AuditEntry entry) {
      outcomes.add(String.valueOf(entry.detail().get("outcome")));
      if (close) {
        state = "replayed";
      }
    }
  }
}

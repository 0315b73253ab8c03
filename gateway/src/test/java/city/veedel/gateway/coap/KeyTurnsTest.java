package city.veedel.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.gateway.registry.PreSharedKey;
import city.veedel.model.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTurnsTest {
  private static final PreSharedKey FRESH = key(2);
  private static final PreSharedKey FORMER = key(1);
  private static final List<PreSharedKey> BOTH = List.of(FRESH, FORMER);

  private final KeyTurns turns = new KeyTurns();

  @Test
  void theFreshKeyIsFirstAndTheyTakeTurnsUntilOneWorks() {
    assertThat(turns.next("dev-1", BOTH)).isEqualTo(FRESH);
    assertThat(turns.next("dev-1", BOTH)).isEqualTo(FORMER);
    assertThat(turns.next("dev-1", BOTH)).isEqualTo(FRESH);
    assertThat(turns.next("dev-2", BOTH)).isEqualTo(FRESH);
  }

  @Test
  void aKeyThatWorkedIsTakenAgainAndTheOtherOneWhenItDoesNotAnyMore() {
    turns.next("dev-1", BOTH);
    turns.next("dev-1", BOTH);
    turns.proven("dev-1", FORMER.nonce());

    assertThat(turns.next("dev-1", BOTH)).isEqualTo(FORMER);
    assertThat(turns.next("dev-1", BOTH)).isEqualTo(FRESH);
  }

  @Test
  void aKeyThatIsOverIsForgotten() {
    turns.next("dev-1", BOTH);
    turns.proven("dev-1", FORMER.nonce());
    PreSharedKey next = key(3);

    assertThat(turns.next("dev-1", List.of(next, FRESH))).isEqualTo(next);
    assertThat(turns.next("dev-1", List.of(next))).isEqualTo(next);
    assertThat(turns.next("dev-1", BOTH)).isEqualTo(FRESH);
  }

  private static PreSharedKey key(int nonce) {
    return new PreSharedKey(
        Payload.wrap(new byte[] {(byte) nonce}), Payload.wrap(new byte[] {42, (byte) nonce}));
  }
}

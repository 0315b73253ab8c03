package city.veedel.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class ChangeRingTest {
  private final ChangeRing ring = new ChangeRing(1_000, 5);

  @Test
  void givesTheUnionOfWhatChangedSince() {
    ring.add(ids(1, 2), 0);
    ring.add(ids(2, 3), 10);

    assertThat(ring.since(0)).contains(ids(1, 2, 3));
    assertThat(ring.since(1)).contains(ids(2, 3));
    assertThat(ring.since(2)).contains(ids());
  }

  @Test
  void knowsNothingOfTheFutureOrBeforeTheBeginning() {
    ring.add(ids(1), 0);

    assertThat(ring.since(2)).isEmpty();
    assertThat(ring.since(-1)).isEmpty();
  }

  @Test
  void forgetsWhatIsOlderThanItsSpan() {
    ring.add(ids(1), 0);
    ring.add(ids(2), 900);

    ring.expire(1_500);

    assertThat(ring.since(0)).isEmpty();
    assertThat(ring.since(1)).contains(ids(2));
  }

  @Test
  void neverHoldsMoreIdsThanItsBound() {
    ring.add(ids(1, 2, 3), 0);
    ring.add(ids(4, 5, 6), 1);

    assertThat(ring.since(0)).isEmpty();
    assertThat(ring.since(1)).contains(ids(4, 5, 6));
  }

  @Test
  void aTickLargerThanTheBoundMakesEverybodyStartAnew() {
    ring.add(ids(1, 2, 3, 4, 5, 6), 0);

    assertThat(ring.since(0)).isEmpty();
    assertThat(ring.since(1)).contains(ids());
  }

  private static BitSet ids(int... values) {
    BitSet set = new BitSet();
    for (int value : values) {
      set.set(value);
    }
    return set;
  }
}

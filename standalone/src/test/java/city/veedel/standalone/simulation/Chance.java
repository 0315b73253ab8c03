package city.veedel.standalone.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Seeded decisions: same seed, same decisions. */
public final class Chance {
  private final SplittableRandom random;

  public Chance(long seed) {
    this(new SplittableRandom(seed));
  }

  private Chance(SplittableRandom random) {
    this.random = random;
  }

  /** Decisions of their own, so that one part deciding more often does not change the others'. */
  Chance split() {
    return new Chance(random.split());
  }

  public boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** Both included. */
  public int between(int least, int greatest) {
    return random.nextInt(least, greatest + 1);
  }

  /** Both included. */
  public long between(long least, long greatest) {
    return random.nextLong(least, greatest + 1);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}

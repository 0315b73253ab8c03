package city.veedel.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pauses of a bridge between its attempts. */
class BackoffTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void aPauseDoublesUpToTheLongestAndBeginsAnewAfterSuccess() {
    Backoff backoff = new Backoff(SECOND, MINUTE, alwaysMost());

    assertThat(Stream.generate(backoff::next).limit(9).map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    backoff.reset();
    assertThat(backoff.next()).isEqualTo(SECOND);
  }

  @Test
  void halfOfAPauseIsChance() {
    List<Long> longest = new ArrayList<>();
    for (int seed = 0; seed < 100; seed++) {
      Backoff backoff = new Backoff(SECOND, MINUTE, new Random(seed));
      List<Long> pauses = Stream.generate(backoff::next).limit(9).map(Duration::toMillis).toList();
      longest.add(pauses.getLast());
    }

    assertThat(longest).allMatch(millis -> millis >= 30_000 && millis <= 60_000);
    assertThat(longest.stream().distinct()).hasSizeGreaterThan(90);
  }

  private static RandomGenerator alwaysMost() {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return Long.MAX_VALUE;
      }

      @Override
      public long nextLong(long bound) {
        return bound - 1;
      }
    };
  }
}

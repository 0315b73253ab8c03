package city.veedel.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final LoginThrottle throttle = new LoginThrottle(() -> now);

  @Test
  void aTypingErrorOrTwoCostNothing() {
    throttle.failed("ada", "1.2.3.4");
    throttle.failed("ada", "1.2.3.4");

    assertThat(throttle.waitFor("ada", "1.2.3.4")).isZero();
  }

  @Test
  void theWaitDoublesUpToHalfAMinuteAndIsNeverALock() {
    for (int i = 0; i < 3; i++) {
      throttle.failed("ada", "1.2.3.4");
    }
    assertThat(throttle.waitFor("ada", "1.2.3.4")).isEqualTo(Duration.ofSeconds(1));
    throttle.failed("ada", "1.2.3.4");
    assertThat(throttle.waitFor("ada", "1.2.3.4")).isEqualTo(Duration.ofSeconds(2));
    for (int i = 0; i < 1_000; i++) {
      throttle.failed("ada", "1.2.3.4");
    }

    assertThat(throttle.waitFor("ada", "1.2.3.4")).isEqualTo(Duration.ofSeconds(30));
    now = now.plusSeconds(30);
    assertThat(throttle.waitFor("ada", "1.2.3.4")).isZero();
  }

  @Test
  void nobodyMakesSomebodyElseWaitFromAnotherAddress() {
    for (int i = 0; i < 100; i++) {
      throttle.failed("ada", "1.2.3.4");
    }

    assertThat(throttle.waitFor("ada", "5.6.7.8")).isZero();
  }

  @Test
  void manyNamesFromOneAddressAreSlowedToo() {
    for (int i = 0; i < 11; i++) {
      throttle.failed("name-" + i, "1.2.3.4");
    }

    assertThat(throttle.waitFor("another", "1.2.3.4")).isPositive();
  }

  @Test
  void successAndTimeAreForgiving() {
    for (int i = 0; i < 5; i++) {
      throttle.failed("ada", "1.2.3.4");
    }
    throttle.succeeded("ada", "1.2.3.4");
    assertThat(throttle.waitFor("ada", "1.2.3.4")).isZero();
    for (int i = 0; i < 5; i++) {
      throttle.failed("bob", "1.2.3.4");
    }
    now = now.plus(Duration.ofMinutes(16));

    throttle.failed("bob", "1.2.3.4");

    assertThat(throttle.waitFor("bob", "1.2.3.4")).isZero();
  }
}

package city.veedel.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private static final String HERE = "1.2.3.4";
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final LoginThrottle throttle = new LoginThrottle(() -> now);

  /** As patiently as it takes. */
  private void fail(String name, String address, int times) {
    for (int i = 0; i < times; i++) {
      now = now.plus(throttle.begin(name, address));
      throttle.begin(name, address);
    }
  }

  @Test
  void aTypingErrorOrTwoCostNothing() {
    assertThat(throttle.begin("ada", HERE)).isZero();
    assertThat(throttle.begin("ada", HERE)).isZero();

    assertThat(throttle.begin("ada", HERE)).isZero();
  }

  @Test
  void theWaitDoublesUpToHalfAMinuteAndIsNeverALock() {
    for (int i = 0; i < 3; i++) {
      assertThat(throttle.begin("ada", HERE)).isZero();
    }
    for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30, 30}) {
      Duration wait = Duration.ofSeconds(seconds);
      assertThat(throttle.begin("ada", HERE)).isEqualTo(wait);
      now = now.plus(wait);
      assertThat(throttle.begin("ada", HERE)).isZero();
    }
  }

  @Test
  void guessesSideBySideAreNoMoreThanOneAfterTheOther() {
    int begun = 0;
    for (int i = 0; i < 1_000; i++) {
      if (throttle.begin("ada", HERE).isZero()) {
        begun++;
      }
    }

    assertThat(begun).isEqualTo(3);
  }

  @Test
  void nobodyMakesSomebodyElseWaitFromAnotherAddress() {
    fail("ada", HERE, 100);

    assertThat(throttle.begin("ada", "5.6.7.8")).isZero();
  }

  @Test
  void manyNamesFromOneAddressAreSlowedToo() {
    for (int i = 0; i < 11; i++) {
      assertThat(throttle.begin("name-" + i, HERE)).isZero();
    }

    assertThat(throttle.begin("another", HERE)).isPositive();
  }

  @Test
  void manyAddressesOfOneIpv6SubnetAreOne() {
    for (int i = 1; i <= 11; i++) {
      assertThat(throttle.begin("name-" + i, "2001:db8:0:1::" + i)).isZero();
    }

    assertThat(throttle.begin("another", "2001:db8:0:1:ffff::1")).isPositive();
    assertThat(throttle.begin("another", "2001:db8:0:2::1")).isZero();
    assertThat(throttle.begin("another", "unknown")).isZero();
  }

  @Test
  void loggingInAgainAndAgainCostsNothing() {
    for (int i = 0; i < 100; i++) {
      assertThat(throttle.begin("ada", HERE)).isZero();
      throttle.succeeded("ada", HERE);
    }
  }

  @Test
  void whatCouldNotBeCheckedDoesNotCount() {
    for (int i = 0; i < 100; i++) {
      assertThat(throttle.begin("ada", HERE)).isZero();
      throttle.withdrawn("ada", HERE);
    }
  }

  @Test
  void successAndTimeAreForgiving() {
    fail("ada", HERE, 5);
    throttle.succeeded("ada", HERE);
    assertThat(throttle.begin("ada", HERE)).isZero();
    fail("bob", HERE, 5);

    now = now.plus(Duration.ofMinutes(16));

    for (int i = 0; i < 3; i++) {
      assertThat(throttle.begin("bob", HERE)).isZero();
    }
  }
}

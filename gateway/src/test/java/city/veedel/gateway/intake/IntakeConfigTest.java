package city.veedel.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.gateway.intake.IntakeConfig.Decoding;
import city.veedel.gateway.intake.IntakeConfig.PseudonymRules;
import city.veedel.gateway.intake.IntakeConfig.Rates;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntakeConfigTest {
  @Test
  void hasTheseDefaults() {
    assertThat(IntakeConfig.DEFAULTS)
        .isEqualTo(
            new IntakeConfig(
                65_536,
                new Rates(1_000, 9_000, 50_000),
                new PseudonymRules(100, Duration.ofMinutes(15), Duration.ofDays(1), 50_000),
                new Decoding(4, 1_000, 32, 500, Duration.ofMillis(100))));
  }

  @Test
  void refusesWhatMakesNoSenseAndSaysWhatWould() {
    assertRefused(
        () -> new IntakeConfig(0, Rates.DEFAULTS, PseudonymRules.DEFAULTS, Decoding.DEFAULTS),
        "was 0");
    assertRefused(() -> new Decoding(0, 1, 1, 1, Duration.ZERO), "decoding threads");
    assertRefused(() -> new Decoding(1, 0, 1, 1, Duration.ZERO), "messages to decode");
    assertRefused(() -> new Decoding(1, 1, 0, 1, Duration.ZERO), "messages of a device to");
    assertRefused(() -> new Decoding(1, 1, 1, 0, Duration.ZERO), "messages of a device type");
    assertRefused(() -> new Rates(Double.NaN, 1, 1), "messages-per-second");
    assertRefused(() -> new Rates(0, 1, 1), "messages-per-second");
    assertRefused(() -> new Rates(1, 0, 1), "burst-credit");
    assertRefused(() -> new Rates(1, 1, 0), "max-devices");
    assertRefused(() -> rules(Double.NaN, 900, 86_400, 1), "metres");
    assertRefused(() -> rules(100, 0, 86_400, 1), "gap");
    assertRefused(() -> rules(100, 900, 86_401, 1), "lifetime");
    assertRefused(() -> rules(100, 900, 59, 1), "lifetime");
    assertRefused(() -> rules(100, 900, 86_400, 0), "max-vehicles");
  }

  private static PseudonymRules rules(
      double metres, long gapSeconds, long lifetimeSeconds, int vehicles) {
    return new PseudonymRules(
        metres, Duration.ofSeconds(gapSeconds), Duration.ofSeconds(lifetimeSeconds), vehicles);
  }

  private static void assertRefused(Runnable making, String expected) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }
}

package city.veedel.dashboard.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S,     PT5M, FRESH",
    "PT10M,    PT5M, FRESH",
    "PT10M1S,  PT5M, LATE",
    "PT25M,    PT5M, LATE",
    "PT25M1S,  PT5M, STALE",
    "PT24H,    PT5M, STALE",
    "PT24H1S,  PT5M, OFFLINE",
    "PT48H,    P1D,  FRESH",
    "PT120H,   P1D,  LATE",
    "PT120H1S, P1D,  OFFLINE",
  })
  void isMeasuredAgainstTheExpectedInterval(Duration age, Duration interval, Freshness freshness) {
    assertThat(Freshness.of(age, interval)).isEqualTo(freshness);
  }
}

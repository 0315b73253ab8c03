package city.veedel.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NumberedReadingsTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final NumberedReadings READINGS = new NumberedReadings(7, START, 3);

  @Test
  void aValueSaysWhichReadingItIs() {
    double value = NumberedReadings.value(255, 15, 40_000_000);

    assertThat(NumberedReadings.identify(value))
        .contains(new NumberedReadings.Identity(255, 15, 40_000_000));
  }

  @Test
  void aValueOfNoLedgerIsNobodys() {
    assertThat(NumberedReadings.identify(0.5)).isEmpty();
    assertThat(NumberedReadings.identify(-1)).isEmpty();
    assertThat(NumberedReadings.identify(Double.NaN)).isEmpty();
  }

  @Test
  void noTwoMessagesOfADeviceHaveTheSameTime() {
    Set<Instant> times = new HashSet<>();
    for (long message = 0; message < 100_000; message++) {
      times.add(READINGS.time(3, message));
    }

    assertThat(times).hasSize(100_000);
  }

  @Test
  void timesComeOutOfOrderAndSomeTwentyDaysLate() {
    int backwards = 0;
    int late = 0;
    for (long message = 1; message < 10_000; message++) {
      Instant time = READINGS.time(0, message);
      late += time.isBefore(START.minus(Duration.ofDays(19))) ? 1 : 0;
      backwards += time.isBefore(READINGS.time(0, message - 1)) ? 1 : 0;
    }

    assertThat(late).isBetween(50, 200);
    assertThat(backwards).isGreaterThan(2_000);
  }

  @Test
  void aMessageIsNativeJson() {
    assertThat(new String(READINGS.payload(1, 0, false), StandardCharsets.US_ASCII))
        .isEqualTo("{\"values\":{\"v0\":1,\"v1\":257,\"v2\":513}}");
    assertThat(new String(READINGS.payload(1, 9, true), StandardCharsets.US_ASCII))
        .startsWith("{\"time\":\"" + READINGS.time(1, 9) + "\",\"values\":{");
  }
}

package city.veedel.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.model.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DeviceRatesTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final DeviceId ONE = new DeviceId("one");
  private static final DeviceId TWO = new DeviceId("two");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final DeviceRates rates =
      new DeviceRates(new IntakeConfig.Rates(10, 5, 2), () -> now.get());

  @Test
  void letsADeviceSendItsBacklogAndThenAsksItToWait() {
    takeAll(ONE, 5);

    assertThat(rates.take(ONE)).isEqualTo(Duration.ofMillis(100));
    assertThat(rates.take(ONE)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void goesOnWhenTheToldTimeHasPassed() {
    takeAll(ONE, 5);
    now.set(NOON.plus(rates.take(ONE)));

    assertThat(rates.take(ONE)).isZero();
    assertThat(rates.take(ONE)).isPositive();
  }

  @Test
  void earnsNoMoreThanTheCredit() {
    takeAll(ONE, 5);
    now.set(NOON.plus(Duration.ofDays(1)));
    takeAll(ONE, 5);

    assertThat(rates.take(ONE)).isPositive();
  }

  @Test
  void keepsDevicesApart() {
    takeAll(ONE, 5);

    assertThat(rates.take(TWO)).isZero();
  }

  @Test
  void doesNotPunishAClockThatGoesBack() {
    takeAll(ONE, 4);
    now.set(NOON.minusSeconds(3600));
    takeAll(ONE, 1);
    now.set(NOON.minusSeconds(3599));

    takeAll(ONE, 5);
  }

  @Test
  void forgetsTheLongestSilentDeviceWhenThereAreTooMany() {
    takeAll(ONE, 5);
    assertThat(rates.take(TWO)).isZero();
    assertThat(rates.take(new DeviceId("three"))).isZero();

    takeAll(ONE, 5);
  }

  private void takeAll(DeviceId device, int messages) {
    for (int i = 0; i < messages; i++) {
      assertThat(rates.take(device)).isZero();
    }
  }
}

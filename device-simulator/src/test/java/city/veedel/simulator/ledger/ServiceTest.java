package city.veedel.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceTest {
  private static final long TWO_SECONDS = Duration.ofSeconds(2).toNanos();

  private final Service service = new Service();

  @Test
  void eachStretchBeginsAnew() {
    service.acknowledged(System.nanoTime() - TWO_SECONDS);
    service.broken();
    service.unanswered();
    service.putOff();

    Service.Stretch first = service.sinceLastAsked();
    Service.Stretch second = service.sinceLastAsked();

    assertThat(first.acknowledged()).isEqualTo(1);
    assertThat(first.acknowledgedPerSecond()).isPositive();
    assertThat(first.p50Millis()).isGreaterThanOrEqualTo(1_990);
    assertThat(first.broken()).isEqualTo(1);
    assertThat(first.unanswered()).isEqualTo(1);
    assertThat(first.putOff()).isEqualTo(1);
    assertThat(second).isEqualTo(new Service.Stretch(second.seconds(), 0, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void whatIsOpenCountsWithItsAge() {
    long due = System.nanoTime() - TWO_SECONDS;
    service.watch(() -> List.of(due));

    Service.Stretch stretch = service.sinceLastAsked();

    assertThat(stretch.acknowledged()).isZero();
    assertThat(stretch.open()).isEqualTo(1);
    assertThat(stretch.p99Millis()).isGreaterThanOrEqualTo(1_990);
  }
}

package city.veedel.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.gateway.testing.TestDevices;
import city.veedel.model.DeviceId;
import city.veedel.model.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DeviceQuotasTest {
  private static final DeviceId DEVICE = new DeviceId("dev-1");
  private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
  private final TestDevices devices =
      TestDevices.with("dev-1", TestDevices.jsonType())
          .and("dev-2", TestDevices.jsonType())
          .quota("dev-1", 10);
  private final List<QuotaExcess> audited = new CopyOnWriteArrayList<>();
  private final DeviceQuotas quotas = new DeviceQuotas(now::get, audited::add);

  private Optional<QuotaExcess> excess() {
    return quotas.findExcess(devices.device("dev-1"), Protocol.MQTT);
  }

  @Test
  void aDeviceWithoutAQuotaBringsAnyNumber() {
    quotas.accepted(new DeviceId("dev-2"), Integer.MAX_VALUE);

    assertThat(quotas.findExcess(devices.device("dev-2"), Protocol.MQTT)).isEmpty();
  }

  @Test
  void aMessageThatArrivesBelowTheQuotaIsTakenWhole() {
    quotas.accepted(DEVICE, 9);
    assertThat(excess()).isEmpty();
    quotas.accepted(DEVICE, 100);

    assertThat(excess())
        .contains(new QuotaExcess(DEVICE, Protocol.MQTT, now.get(), NOVEMBER, 10, 109));
  }

  @Test
  void aMonthIsAuditedOnceHoweverOftenADeviceTries() {
    quotas.accepted(DEVICE, 10);
    for (int i = 0; i < 100; i++) {
      assertThat(excess()).isPresent();
    }

    assertThat(audited).hasSize(1);
  }

  @Test
  void anExcessThatCannotBeKeptIsToldAgain() {
    List<QuotaExcess> refused = new ArrayList<>();
    DeviceQuotas unheard =
        new DeviceQuotas(
            now::get,
            excess -> {
              refused.add(excess);
              return false;
            });
    unheard.accepted(DEVICE, 10);

    unheard.findExcess(devices.device("dev-1"), Protocol.MQTT);
    unheard.findExcess(devices.device("dev-1"), Protocol.COAP);

    assertThat(refused).hasSize(2);
  }

  /** The month of Köln begins an hour before that of Greenwich. */
  @Test
  void aNewMonthBeginsAtMidnightInKoeln() {
    quotas.accepted(DEVICE, 10);
    now.set(Instant.parse("2026-11-30T22:59:59Z"));
    assertThat(excess()).isPresent();

    now.set(Instant.parse("2026-11-30T23:00:00Z"));

    assertThat(excess()).isEmpty();
    quotas.accepted(DEVICE, 10);
    assertThat(excess()).isPresent();
    assertThat(audited)
        .extracting(QuotaExcess::month)
        .containsExactly(NOVEMBER, YearMonth.of(2026, 12));
  }

  @Test
  void aClockThatGoesBackDoesNotBeginTheMonthAnew() {
    now.set(Instant.parse("2026-12-01T00:00:00Z"));
    quotas.accepted(DEVICE, 10);
    now.set(Instant.parse("2026-11-30T12:00:00Z"));

    assertThat(excess()).isPresent();
    now.set(Instant.parse("2026-12-01T00:00:01Z"));
    assertThat(excess()).isPresent();
  }

  @Test
  void whatTheDatabaseCountedReplacesWhatIsLess() {
    quotas.accepted(DEVICE, 3);

    quotas.counted(DEVICE, NOVEMBER, 2);
    quotas.counted(DEVICE, NOVEMBER.minusMonths(1), 1_000);
    quotas.accepted(DEVICE, 4);
    assertThat(excess()).isEmpty();

    quotas.counted(DEVICE, NOVEMBER, 9);
    assertThat(excess()).isEmpty();
    quotas.accepted(DEVICE, 1);
    assertThat(excess()).map(QuotaExcess::used).contains(10L);
  }

  @Test
  void aRestartGoesOnFromWhatTheDatabaseHasCounted() {
    Counted counted = new Counted(Map.of(DEVICE, 10L));
    try (QuotaFollower _ = follower(counted)) {
      assertThat(excess()).isPresent();
      assertThat(counted.asked).contains(List.of(DEVICE));
      assertThat(counted.since).contains(Instant.parse("2026-10-31T23:00:00Z"));
    }
  }

  @Test
  void whatWasAcceptedBeforeIsSeenWhenTheDatabaseComesBack() {
    Counted counted = new Counted(Map.of(DEVICE, 10L));
    counted.away = true;
    try (QuotaFollower _ = follower(counted)) {
      assertThat(excess()).isEmpty();

      counted.away = false;

      await().until(() -> excess().isPresent());
    }
  }

  @Test
  void aQueryAsksForABoundedNumberOfDevices() {
    TestDevices many = TestDevices.none();
    for (int i = 0; i < 5; i++) {
      many.and("m-" + i, TestDevices.jsonType()).quota("m-" + i, 1);
    }
    List<DeviceId> five = many.contents().devices().keySet().stream().toList();
    Counted counted = new Counted(Map.of());
    try (QuotaFollower _ =
        QuotaFollower.start(() -> five, counted, quotas, new QuotaConfig(Duration.ofHours(1), 2))) {
      assertThat(counted.asked).extracting(Collection::size).containsExactly(2, 2, 1);
    }
  }

  @Test
  void nothingIsAskedWhereNobodyHasAQuota() {
    Counted counted = new Counted(Map.of());
    try (QuotaFollower _ =
        QuotaFollower.start(List::of, counted, quotas, new QuotaConfig(Duration.ofHours(1), 2))) {
      assertThat(counted.asked).isEmpty();
    }
  }

  @Test
  void refusesAConfigurationThatCannotWork() {
    assertThatThrownBy(() -> new QuotaConfig(Duration.ofMillis(1), 1))
        .hasMessageContaining("PT0.001S");
    assertThatThrownBy(() -> new QuotaConfig(Duration.ofSeconds(1), 0)).hasMessageContaining("0");
  }

  private QuotaFollower follower(UsageSource source) {
    return QuotaFollower.start(
        () -> List.of(DEVICE), source, quotas, new QuotaConfig(Duration.ofMillis(10), 1_000));
  }

  /** What a database would answer. */
  private static final class Counted implements UsageSource {
    final List<List<DeviceId>> asked = new CopyOnWriteArrayList<>();
    final List<Instant> since = new CopyOnWriteArrayList<>();
    volatile boolean away;
    private final Map<DeviceId, Long> counted;

    Counted(Map<DeviceId, Long> counted) {
      this.counted = counted;
    }

    @Override
    public Map<DeviceId, Long> accepted(Collection<DeviceId> devices, Instant from) {
      if (away) {
        throw new IllegalStateException("away");
      }
      asked.add(List.copyOf(devices));
      since.add(from);
      Map<DeviceId, Long> answer = new HashMap<>(counted);
      answer.keySet().retainAll(devices);
      return answer;
    }
  }
}

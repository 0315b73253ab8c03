package city.veedel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceTypeTest {
  @Test
  void rawMessagesAreKeptSevenDaysUnlessTheTypeSaysOtherwise() {
    DeviceType type = new DeviceType("a", "A", "json", AcceptedTime.LIVE, false, false, Map.of());

    assertThat(type.keepRawDays()).isEqualTo(7);
    assertThat(type(false, 0).keepsRawMessages()).isFalse();
  }

  @Test
  void aTypeThatPseudonymisesNeverKeepsRawMessages() {
    assertThat(type(true, 30).keepRawDays()).isZero();
    assertThat(type(true, 30).keepsRawMessages()).isFalse();
  }

  @Test
  void moreThanAYearOrLessThanNothingIsRefused() {
    assertThatThrownBy(() -> type(false, 367)).hasMessageContaining("0 to 366 days, was 367");
    assertThatThrownBy(() -> type(true, -1)).hasMessageContaining("was -1");
  }

  @Test
  void whatDiffersInItsVersionOnlySaysTheSame() {
    DeviceType first = type(false, 7);

    assertThat(first.version()).isEqualTo(1);
    assertThat(first.withVersion(2).saysTheSameAs(first)).isTrue();
    assertThat(type(false, 8).saysTheSameAs(first)).isFalse();
    assertThatThrownBy(() -> first.withVersion(32_768)).hasMessageContaining("1 to 32767");
  }

  @Test
  void aPlausibleRangeHoldsItsEnds() {
    PlausibleRange range = new PlausibleRange(-40, 60);

    assertThat(range.holds(-40)).isTrue();
    assertThat(range.holds(60)).isTrue();
    assertThat(range.holds(60.001)).isFalse();
    assertThatThrownBy(() -> new PlausibleRange(1, 1)).hasMessageContaining("the smaller first");
    assertThatThrownBy(() -> new PlausibleRange(Double.NaN, 1)).hasMessageContaining("NaN to 1");
  }

  @Test
  void onlyNumbersArePlausible() {
    assertThatThrownBy(() ->
            new ObservedProperty(
                new PropertyName("door"),
                "",
                "",
                "1",
                ResultType.BOOLEAN,
                Duration.ofHours(1),
                Duration.ZERO,
                TimeMarks.INSTANT,
                new PlausibleRange(0, 1)))
        .hasMessageContaining("door is declared as boolean");
  }

  @Test
  void periodsAreBoundedAndWholeMilliseconds() {
    ObservedProperty property = property(Duration.ofNanos(1_500_000), Duration.ofNanos(999_999));

    assertThat(property.expectedInterval()).isEqualTo(Duration.ofMillis(1));
    assertThat(property.averagingPeriod()).isZero();
    assertThatThrownBy(() -> property(Duration.ofNanos(999_999), Duration.ZERO))
        .hasMessageContaining("must be PT0.001S to 366 days, was PT0.000999999S");
    assertThatThrownBy(() -> property(Duration.ofDays(367), Duration.ZERO))
        .hasMessageContaining("the expected interval of no2");
    assertThatThrownBy(
            () -> property(Duration.ofHours(1), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)))
        .hasMessageContaining("the averaging period of no2");
  }

  @Test
  void acceptedTimesAreBoundedAndWholeMilliseconds() {
    assertThat(new AcceptedTime(Duration.ofNanos(500_000), Duration.ZERO).past()).isZero();
    assertThatThrownBy(() -> new AcceptedTime(Duration.ofDays(109_801), Duration.ZERO))
        .hasMessageContaining("the accepted past must be 0 to 109800 days");
    assertThatThrownBy(() -> new AcceptedTime(Duration.ZERO, Duration.ofDays(367)))
        .hasMessageContaining("the accepted future must be 0 to 366 days");
    assertThatThrownBy(() -> new AcceptedTime(Duration.ofSeconds(-1), Duration.ZERO))
        .hasMessageContaining("was PT-1S");
  }

  @Test
  void theCatalogueCompletesWhatATypeDoesNotDeclare() {
    ObservedProperty declared = property(Duration.ofHours(1), Duration.ZERO);
    ObservedProperty known = property(Duration.ofHours(2), Duration.ZERO);
    DeviceType type = type(false, 7);

    assertThat(type.completedBy(Map.of(known.name(), known)).findProperty(known.name()))
        .contains(known);
    assertThat(
            type.withProperties(Map.of(declared.name(), declared))
                .completedBy(Map.of(known.name(), known))
                .findProperty(known.name()))
        .contains(declared);
  }

  private static ObservedProperty property(Duration expectedInterval, Duration averagingPeriod) {
    return new ObservedProperty(
        new PropertyName("no2"),
        "",
        "",
        "ug/m3",
        ResultType.NUMBER,
        expectedInterval,
        averagingPeriod,
        TimeMarks.INSTANT);
  }

  private static DeviceType type(boolean pseudonymises, int keepRawDays) {
    return new DeviceType(
        "a", "A", "json", AcceptedTime.LIVE, false, pseudonymises, keepRawDays, Map.of());
  }
}

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

  private static DeviceType type(boolean pseudonymises, int keepRawDays) {
    return new DeviceType(
        "a", "A", "json", AcceptedTime.LIVE, false, pseudonymises, keepRawDays, Map.of());
  }
}

package city.veedel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private static DeviceType type(boolean pseudonymises, int keepRawDays) {
    return new DeviceType(
        "a", "A", "json", AcceptedTime.LIVE, false, pseudonymises, keepRawDays, Map.of());
  }
}

package city.veedel.standalone.prove;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostileTrialTest {
  @Test
  void withoutFilesForAStormThereIsNone() {
    assertThat(HostileTrial.obstacle(1_024)).contains("1,024 files").contains("needs 3,000");
    assertThat(HostileTrial.obstacle(2_999)).isNotEmpty();
    assertThat(HostileTrial.obstacle(3_000)).isEmpty();
  }
}

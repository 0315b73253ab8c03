package city.veedel.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StartBenchTest {
  @Test
  void aSecondStartIsFollowedToItsFirstStoredReading() throws Exception {
    Map<String, Object> figures = new StartBench(1, System.err::println).run();

    assertThat(number(figures, "stored_ms"))
        .isGreaterThanOrEqualTo(number(figures, "listening_ms"));
    assertThat(figures).containsKey("acknowledged_ms");
    assertThat((Map<?, ?>) figures.get("reached_ms_of_last"))
        .hasSize(6)
        .allSatisfy((_, millis) -> assertThat((long) millis).isPositive());
  }

  @Test
  void theDemoIsWeighed() throws Exception {
    Map<String, Object> figures = new MemoryBench(Duration.ofSeconds(3), System.err::println).run();

    assertThat(number(figures, "stored")).isPositive();
    assertThat(number(figures, "steady_rss_mb"))
        .isPositive()
        .isLessThanOrEqualTo(number(figures, "peak_rss_mb"));
    assertThat(number(figures, "database_mb")).isPositive();
    assertThat(number(figures, "live_heap_mb")).isPositive();
  }

  private static double number(Map<String, Object> figures, String name) {
    return ((Number) Objects.requireNonNull(figures.get(name))).doubleValue();
  }
}

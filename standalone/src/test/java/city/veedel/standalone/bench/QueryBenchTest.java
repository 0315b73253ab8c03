package city.veedel.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class QueryBenchTest {
  @Test
  void everyQuestionIsAnsweredRightBesideItsCeiling() throws Exception {
    QueryPlan plan =
        new QueryPlan(60, 40, 50, Duration.ofMillis(500), Duration.ofSeconds(1), Optional.empty());

    Map<String, Object> figures = new QueryBench(plan, System.err::println).run();

    assertThat(figures)
        .extractingByKey("values", InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("snapshot_gzip", 60)
        .containsEntry("snapshot", 60)
        .containsEntry("live_snapshot", 60)
        .containsEntry("day_raw", 288)
        .containsEntry("month_hourly", 720)
        .containsKey("box_gzip")
        // Whole days of Köln: how many these are depends on the hour of day.
        .hasEntrySatisfying("year_daily", days -> assertThat((int) days).isBetween(40, 42));
    assertThat(figures)
        .extractingByKey("question", InstanceOfAssertFactories.map(String.class, Object.class))
        .allSatisfy((name, measured) ->
            assertThat(measured)
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsKeys("count", "bytes", "p50_ms", "p95_ms", "p99_ms", "max_ms"));
    assertThat(figures).containsKeys("ceiling", "ratio_to_ceiling");
    assertThat((long) Objects.requireNonNull(figures.get("changes_acknowledged"))).isPositive();
  }
}

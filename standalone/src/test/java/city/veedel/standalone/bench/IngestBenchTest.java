package city.veedel.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.simulator.load.LoadShape;
import city.veedel.standalone.bench.IngestPlan.Speaking;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a bench tells the truth about what it sent; how fast it was is nobody's business here. */
class IngestBenchTest {
  @ParameterizedTest
  @CsvSource({
    "MQTT, 1, 20, 3",
    "MQTT, 2, 20, 1",
    "COAP, 0, 4, 1",
    "COAPS, 0, 4, 1",
    "HTTP, 0, 1, 2"
  })
  void everythingAcknowledgedIsStored(Speaking protocol, int qos, int window, int values)
      throws Exception {
    LoadShape shape =
        new LoadShape(window, values, 200, Duration.ofMillis(500), Duration.ofSeconds(1));
    IngestPlan plan =
        new IngestPlan(protocol, qos, 10, shape, Optional.empty(), Duration.ofMillis(200));

    Map<String, Object> figures = new IngestBench(plan, System.err::println).run();

    long acknowledged = (long) Objects.requireNonNull(figures.get("acknowledged"));
    assertThat(acknowledged).isPositive();
    assertThat(figures)
        .containsEntry("unanswered", 0L)
        .containsEntry("refused", 0L)
        .containsEntry("sent", acknowledged)
        .containsEntry("stored", acknowledged * values)
        .containsKeys("ceiling", "ratio_to_ceiling", "cpu_s_per_million", "journal_lag_at_end");
  }
}

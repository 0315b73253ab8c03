package city.veedel.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.simulator.load.LoadShape;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveBenchTest {
  @Test
  void aViewerReadsWhatDevicesSend() throws Exception {
    LoadShape shape = new LoadShape(10, 1, 100, Duration.ofSeconds(1), Duration.ofSeconds(2));

    Map<String, Object> figures =
        new LiveBench(10, shape, Optional.empty(), System.err::println).run();

    assertThat((long) Objects.requireNonNull(figures.get("live_values"))).isPositive();
    assertThat(figures).containsKeys("live_p50_ms", "live_p99_ms", "ack_p99_ms");
  }

  @Test
  void connectionsAreHeldAndWeighed() throws Exception {
    Map<String, Object> figures = new ConnectionsBench(100, System.err::println).run();

    assertThat(figures)
        .containsEntry("connections", 100)
        .containsKeys("heap_bytes_per_connection", "connects_per_s", "peak_rss_mb");
  }
}

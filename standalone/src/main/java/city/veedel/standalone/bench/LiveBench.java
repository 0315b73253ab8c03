package city.veedel.standalone.bench;

import city.veedel.schema.DatabaseConfig;
import city.veedel.simulator.load.LoadDevice;
import city.veedel.simulator.load.LoadResult;
import city.veedel.simulator.load.LoadShape;
import city.veedel.simulator.load.StreamLoad;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** From a device's PUBLISH to a line of the live stream, at a rate. */
public final class LiveBench {
  private final int connections;
  private final LoadShape shape;
  private final Optional<DatabaseConfig> server;
  private final Consumer<String> progress;

  /**
   * @param connections devices, with one datastream each
   * @param shape an open loop
   * @param progress hears in a sentence what is being done
   */
  public LiveBench(
      int connections,
      LoadShape shape,
      Optional<DatabaseConfig> server,
      Consumer<String> progress) {
    if (!shape.isOpenLoop()) {
      throw new IllegalArgumentException("a live bench needs a rate");
    }
    this.connections = connections;
    this.shape = shape;
    this.server = server;
    this.progress = progress;
  }

  /** How old values were when a viewer read them. */
  public Map<String, Object> run() throws IOException, InterruptedException, TimeoutException {
    progress.accept("Starting a fresh instance");
    try (BenchInstance instance = BenchInstance.start(server, List.of())) {
      List<LoadDevice> devices = instance.register(connections, true);
      progress.accept("Load at " + shape.ratePerSecond() + " messages/s, one viewer");
      try (LiveReader viewer = LiveReader.open(instance.running().url());
          StreamLoad load = StreamLoad.mqtt(instance.mqtt(), devices, 1, shape)) {
        load.connect();
        Thread counter =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    Thread.sleep(shape.warmUp());
                    viewer.count();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        LoadResult result = load.run();
        counter.join();
        return figures(result, viewer.counted());
      }
    }
  }

  private Map<String, Object> figures(LoadResult load, Histogram live) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("protocol", "mqtt");
    figures.put("connections", connections);
    figures.put("rate", shape.ratePerSecond());
    figures.put("seconds", load.measuredSeconds());
    figures.put("acknowledged_per_s", Math.round(load.answeredPerSecond()));
    figures.put("ack_p50_ms", Figures.rounded(load.latencyMs(50)));
    figures.put("ack_p99_ms", Figures.rounded(load.latencyMs(99)));
    figures.put("live_values", live.getTotalCount());
    figures.put("live_p50_ms", live.getValueAtPercentile(50));
    figures.put("live_p99_ms", live.getValueAtPercentile(99));
    figures.put("live_max_ms", live.getMaxValue());
    return figures;
  }
}

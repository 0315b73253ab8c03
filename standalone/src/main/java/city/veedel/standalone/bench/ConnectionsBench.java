package city.veedel.standalone.bench;

import city.veedel.simulator.load.LoadDevice;
import city.veedel.simulator.load.LoadShape;
import city.veedel.simulator.load.StreamLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Idle MQTT connections held at once, and what each costs in a small heap. */
public final class ConnectionsBench {
  private static final String HEAP = "-Xmx512m";
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final int connections;
  private final Consumer<String> progress;

  public ConnectionsBench(int connections, Consumer<String> progress) {
    this.connections = connections;
    this.progress = progress;
  }

  /** What is alive in the heap after a full collection, without and with the connections. */
  public Map<String, Object> run() throws IOException, InterruptedException, TimeoutException {
    progress.accept("Starting a fresh instance with " + HEAP);
    try (BenchInstance instance = BenchInstance.start(Optional.empty(), List.of(HEAP))) {
      progress.accept("Registering " + connections + " devices");
      List<LoadDevice> devices = instance.register(connections, false);
      long before = LiveHeap.bytes(instance.pid());
      LoadShape idle = new LoadShape(1, 1, 0, Duration.ZERO, Duration.ofSeconds(1));
      progress.accept("Connecting");
      try (StreamLoad load = StreamLoad.mqtt(instance.mqtt(), devices, 1, idle)) {
        long from = System.nanoTime();
        load.connect();
        double connectSeconds = (System.nanoTime() - from) / 1e9;
        load.stayFor(IDLE);
        long after = LiveHeap.bytes(instance.pid());
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("protocol", "mqtt");
        figures.put("connections", connections);
        figures.put("connects_per_s", Math.round(connections / connectSeconds));
        figures.put("heap_bytes_per_connection", (after - before) / connections);
        figures.put("peak_rss_mb", Processes.peakRssMb(instance.pid()).orElse(0));
        return figures;
      }
    }
  }
}

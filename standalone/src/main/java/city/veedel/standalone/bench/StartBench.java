package city.veedel.standalone.bench;

import city.veedel.simulator.load.LoadDevice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts of a product that has run on its directory before, from the process to the first reading
 * in the database. The reading is sent the moment the ports are open.
 */
public final class StartBench {
  private static final List<String> MILESTONES =
      List.of("main", "database", "schema", "journal", "parts", "listening");
  private static final int ACCEPTED = 202;

  private final int starts;
  private final Consumer<String> progress;

  /**
   * @param starts how often, 1 to 100; the first one, on an empty directory, is not counted
   * @param progress hears in a sentence what is being done
   */
  public StartBench(int starts, Consumer<String> progress) {
    if (starts < 1 || starts > 100) {
      throw new IllegalArgumentException("starts must be 1 to 100, was " + starts);
    }
    this.starts = starts;
    this.progress = progress;
  }

  /** Milliseconds since the process was started, of one start. */
  private record Start(double listening, double acknowledged, double stored) {}

  /** The median start, and how far it came when by its own account. */
  public Map<String, Object> run() throws IOException, InterruptedException {
    progress.accept("Preparing a directory");
    try (BenchInstance instance = BenchInstance.start(Optional.empty(), List.of())) {
      LoadDevice device = instance.register(1, true).getFirst();
      List<Start> seen = new ArrayList<>();
      List<Map<String, Object>> milestones = new ArrayList<>();
      for (int i = 0; i < starts; i++) {
        progress.accept("Start " + (i + 1));
        seen.add(startOnce(instance, device));
        milestones.add(milestones(instance));
      }
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("starts", starts);
      figures.put("aot_cache", hasAotCache());
      figures.put("listening_ms", median(seen.stream().map(Start::listening).toList()));
      figures.put("acknowledged_ms", median(seen.stream().map(Start::acknowledged).toList()));
      figures.put("stored_ms", median(seen.stream().map(Start::stored).toList()));
      figures.put("slowest_stored_ms", seen.stream().mapToDouble(Start::stored).max().orElse(0));
      figures.put("reached_ms_of_last", milestones.getLast());
      return figures;
    }
  }

  private static Start startOnce(BenchInstance instance, LoadDevice device)
      throws IOException, InterruptedException {
    long before = instance.database().observations();
    long from = instance.restart();
    double listening = millisSince(from);
    int status = instance.send(device);
    if (status != ACCEPTED) {
      throw new IOException("the first reading was answered with " + status);
    }
    double acknowledged = millisSince(from);
    instance.database().awaitMoreObservations(before);
    return new Start(listening, acknowledged, millisSince(from));
  }

  private static Map<String, Object> milestones(BenchInstance instance)
      throws IOException, InterruptedException {
    Map<String, Object> reached = new LinkedHashMap<>();
    for (String milestone : MILESTONES) {
      double seconds = instance.metric("veedel_start_seconds{reached=\"" + milestone + "\"}");
      reached.put(milestone, Math.round(seconds * 1_000));
    }
    return reached;
  }

  private static boolean hasAotCache() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(argument -> argument.startsWith("-XX:AOTCache="));
  }

  private static double millisSince(long from) {
    return Math.round((System.nanoTime() - from) / 1e6);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
  }
}

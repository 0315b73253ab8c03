package city.veedel.standalone.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the demo takes: product and simulated city in one JVM, the database beside it. */
public final class MemoryBench {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String STORED = "veedel_ingest_observations_total";

  private final Duration duration;
  private final Consumer<String> progress;

  /**
   * @param duration at least 3 s; the last third counts as steady
   * @param progress hears in a sentence what is being done
   */
  public MemoryBench(Duration duration, Consumer<String> progress) {
    if (duration.compareTo(LOOK.multipliedBy(3)) < 0) {
      throw new IllegalArgumentException("the demo must run for 3 s at least");
    }
    this.duration = duration;
    this.progress = progress;
  }

  /** Memory in MiB: of the JVM as the system counts it, and what is alive in its heap. */
  public Map<String, Object> run() throws IOException, InterruptedException {
    progress.accept("Starting the demo");
    try (BenchInstance instance = BenchInstance.startDemo()) {
      progress.accept("Watching it for " + duration.toSeconds() + " s");
      List<Long> resident = new ArrayList<>();
      long end = System.nanoTime() + duration.toNanos();
      while (System.nanoTime() - end < 0) {
        Thread.sleep(LOOK);
        resident.add(Processes.rssMb(instance.pid()));
      }
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("seconds", duration.toSeconds());
      figures.put("stored", Math.round(instance.metric(STORED)));
      figures.put("peak_rss_mb", Processes.peakRssMb(instance.pid()).orElse(0));
      figures.put("steady_rss_mb", steady(resident));
      figures.put(
          "database_mb", Processes.databaseMemoryMb(Path.of(instance.database().dataDirectory())));
      // Last, because it collects.
      figures.put("live_heap_mb", Figures.rounded(LiveHeap.bytes(instance.pid()) / 1_048_576.0));
      return figures;
    }
  }

  private static long steady(List<Long> samples) {
    List<Long> last = samples.subList(samples.size() * 2 / 3, samples.size());
    return Math.round(last.stream().mapToLong(Long::longValue).average().orElse(0));
  }
}

package city.veedel.standalone.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How fast observations are stored, from the end of the warm-up on. */
final class StoredClock {
  private final BenchInstance instance;
  private final String metric;
  private final CompletableFuture<Reading> atWarm = new CompletableFuture<>();

  private record Reading(long nanoTime, double stored) {}

  private StoredClock(BenchInstance instance, String metric) {
    this.instance = instance;
    this.metric = metric;
  }

  static StoredClock start(BenchInstance instance, String metric, Duration warmUp) {
    StoredClock clock = new StoredClock(instance, metric);
    Thread.ofVirtual()
        .name("stored-clock")
        .start(() -> {
          try {
            Thread.sleep(warmUp);
            clock.atWarm.complete(clock.read());
          } catch (IOException | InterruptedException e) {
            clock.atWarm.completeExceptionally(e);
          }
        });
    return clock;
  }

  private Reading read() throws IOException, InterruptedException {
    double stored = instance.metric(metric);
    return new Reading(System.nanoTime(), stored);
  }

  double perSecondUntilNow() throws IOException, InterruptedException {
    Reading from = atWarm.join();
    Reading to = read();
    return (to.stored() - from.stored()) / ((to.nanoTime() - from.nanoTime()) / 1e9);
  }
}

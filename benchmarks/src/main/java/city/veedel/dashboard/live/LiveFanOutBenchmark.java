package city.veedel.dashboard.live;

import city.veedel.dashboard.query.CityFilter;
import city.veedel.dashboard.query.Viewer;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.StoredObservation;
import city.veedel.model.ThingId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a stored observation until the last of many viewers has been handed its delta, with a tick
 * every millisecond, which is half a millisecond of each result.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class LiveFanOutBenchmark {
  private static final int THINGS = 100;
  private static final int PATIENCE_SECONDS = 10;
  private static final int SETTLE_MILLIS = 300;

  @Param({"1", "100", "2000"})
  private int viewers = 1;

  private final Vertx vertx = Vertx.vertx();
  private final Semaphore delivered = new Semaphore(0);
  private final LiveHub hub =
      new LiveHub(
          vertx,
          everyMillisecond(LiveConfig.defaults()),
          new Town(THINGS),
          InstantSource.system(),
          new SimpleMeterRegistry());
  private Instant time = Instant.parse("2026-11-22T15:00:00Z");

  private static LiveConfig everyMillisecond(LiveConfig live) {
    return new LiveConfig(
        Duration.ofMillis(1),
        Duration.ofHours(1),
        live.ringSpan(),
        live.ringEntries(),
        live.stallLimit(),
        live.snapshotReuse(),
        live.clients(),
        live.clientsPerAddress(),
        live.windowBytes(),
        live.chunkBytes(),
        live.catalogueRefresh(),
        live.catalogueMinimum());
  }

  @Setup
  public void join() throws InterruptedException {
    hub.start();
    while (!hub.city().isLoaded()) {
      Thread.sleep(10);
    }
    LiveRequest everything = new LiveRequest(CityFilter.everything(new Viewer.Everybody()), "");
    for (int i = 0; i < viewers; i++) {
      hub.join(everything, new CountingSink());
    }
    // A hello and a snapshot each, and a hello again if the hub had not seen the catalogue yet.
    awaitDelivered(2 * viewers);
    Thread.sleep(SETTLE_MILLIS);
    delivered.drainPermits();
  }

  @Benchmark
  public void fanOut() throws InterruptedException {
    time = time.plusMillis(1);
    hub.stored(
        List.of(
            new StoredObservation(
                1,
                new ThingId("thing-0"),
                new PropertyName("o3"),
                time,
                time,
                time,
                new Result.Quantity(46.1),
                null)));
    awaitDelivered(viewers);
  }

  private void awaitDelivered(int events) throws InterruptedException {
    if (!delivered.tryAcquire(events, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("only " + delivered.availablePermits() + " of " + events);
    }
  }

  @TearDown
  public void close() {
    hub.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A connection that takes everything at once. */
  private final class CountingSink implements LiveSink {
    @Override
    public void send(Buffer piece, Runnable sent, Runnable failed) {
      sent.run();
      if (piece.getByte(piece.length() - 1) == '\n') {
        delivered.release();
      }
    }

    @Override
    public void end() {}

    @Override
    public void cut() {}
  }
}

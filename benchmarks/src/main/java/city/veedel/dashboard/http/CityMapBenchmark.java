package city.veedel.dashboard.http;

import city.veedel.dashboard.live.LiveConfig;
import city.veedel.dashboard.live.LiveHub;
import city.veedel.dashboard.live.Town;
import city.veedel.dashboard.query.CityFilter;
import city.veedel.dashboard.query.CityMap;
import city.veedel.dashboard.query.Viewer;
import city.veedel.dashboard.text.Utf8Text;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The map of a city of 20,000 datastreams: looked up, encoded, and compressed in two ways. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CityMapBenchmark {
  private static final int THINGS = 6_667;
  private static final Instant NOW = Instant.parse("2026-11-22T14:45:00.250Z");

  private final Vertx vertx = Vertx.vertx();
  private final LiveHub hub =
      new LiveHub(
          vertx,
          LiveConfig.defaults(),
          new Town(THINGS),
          InstantSource.system(),
          new SimpleMeterRegistry());
  private final CityMap city = new CityMap(hub.city());
  private final CityFilter everything = CityFilter.everything(new Viewer.Everybody());
  private Utf8Text text = new Utf8Text(0);
  private byte[] bytes = {};

  @Setup
  public void load() throws InterruptedException {
    hub.start();
    while (!hub.city().isLoaded()) {
      Thread.sleep(10);
    }
    text = encode();
    bytes = text.toBytes();
  }

  @Benchmark
  public Utf8Text encode() {
    return ThingJson.collection(city.things(everything, NOW), NOW);
  }

  @Benchmark
  public byte[] gzipInPieces() {
    return text.toGzip();
  }

  @Benchmark
  public byte[] gzipByZlibFastest() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream(bytes.length / 4);
    try (GZIPOutputStream gzip = new FastestGzip(zipped)) {
      gzip.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static final class FastestGzip extends GZIPOutputStream {
    FastestGzip(ByteArrayOutputStream out) throws IOException {
      super(out, 16 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  @TearDown
  public void close() {
    hub.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}

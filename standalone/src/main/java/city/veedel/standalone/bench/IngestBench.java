package city.veedel.standalone.bench;

import city.veedel.simulator.coap.CoapEcho;
import city.veedel.simulator.coap.DtlsWires;
import city.veedel.simulator.load.DatagramLoad;
import city.veedel.simulator.load.LoadDevice;
import city.veedel.simulator.load.LoadResult;
import city.veedel.simulator.load.LoadShape;
import city.veedel.simulator.load.StreamEcho;
import city.veedel.simulator.load.StreamLoad;
import city.veedel.standalone.bench.store.BenchDatabase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Load through the front door of a fresh instance until all of it is stored, then the ceilings on
 * the same machine, disk and table.
 */
public final class IngestBench {
  private static final int COPY_BATCH = 20_000;
  private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(5);
  private static final String STORED = "veedel_ingest_observations_total";
  private static final String LAG = "veedel_ingest_lag_batches";

  private final IngestPlan plan;
  private final Consumer<String> progress;

  /**
   * @param progress hears in a sentence what is being done
   */
  public IngestBench(IngestPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** What the load met, beside what the machine allows. */
  public Map<String, Object> run() throws IOException, InterruptedException, TimeoutException {
    Map<String, Object> figures = new LinkedHashMap<>();
    progress.accept("Starting a fresh instance");
    try (BenchInstance instance = BenchInstance.start(plan.server(), List.of())) {
      List<LoadDevice> devices = instance.register(plan.connections(), false);
      awaitDrained(instance);
      Loaded loaded = load(instance, devices);
      describe(loaded, figures);
      progress.accept("Measuring the ceilings of this machine");
      instance.database().checkpoint();
      ceilings(instance, loaded, figures);
    }
    return figures;
  }

  /**
   * @param stored observations, counted in the database
   * @param storedPerSecond from the end of the warm-up until all was stored
   * @param lagAtEnd observations acknowledged and not stored when the last answer had come
   */
  private record Loaded(
      LoadResult load,
      long stored,
      double storedPerSecond,
      long lagAtEnd,
      double drainSeconds,
      Map<String, Object> cpu,
      long peakRssMb,
      double bytesPerObservation,
      String engine) {}

  private Loaded load(BenchInstance instance, List<LoadDevice> devices)
      throws IOException, InterruptedException, TimeoutException {
    BenchDatabase database = instance.database();
    Path databaseDirectory = Path.of(database.dataDirectory());
    long rowsBefore = database.observations();
    long bytesBefore = database.sizeBytes();
    progress.accept(
        "Load: "
            + plan.connections()
            + " devices, "
            + plan.shape().warmUp().toSeconds()
            + " s to warm up, "
            + plan.shape().measured().toSeconds()
            + " s measured");
    Usage before = Usage.now(instance.pid(), databaseDirectory);
    double storedBefore = instance.metric(STORED);
    StoredClock clock = StoredClock.start(instance, STORED, plan.shape().warmUp());
    LoadResult result = send(instance, devices);
    double storedAtEnd = instance.metric(STORED) - storedBefore;
    long answered = result.answered() * plan.shape().valuesPerMessage();
    progress.accept("Waiting until all of it is stored");
    long drainFrom = System.nanoTime();
    awaitDrained(instance);
    double drainSeconds = (System.nanoTime() - drainFrom) / 1e9;
    double storedPerSecond = clock.perSecondUntilNow();
    Usage after = Usage.now(instance.pid(), databaseDirectory);
    long stored = database.observations() - rowsBefore;
    return new Loaded(
        result,
        stored,
        storedPerSecond,
        Math.max(0, answered - (long) storedAtEnd),
        drainSeconds,
        after.perMillionSince(before, stored),
        Processes.peakRssMb(instance.pid()).orElse(0),
        (database.sizeBytes() - bytesBefore) / (double) Math.max(1, stored),
        database.engine());
  }

  private LoadResult send(BenchInstance instance, List<LoadDevice> devices)
      throws IOException, TimeoutException {
    return switch (plan.protocol()) {
      case MQTT -> mqtt(instance.mqtt(), devices, plan.shape());
      case HTTP -> http(instance.http(), devices, plan.shape());
      case COAP -> coap(instance.coap(), devices, plan.shape());
      case COAPS -> coaps(instance.coaps(), devices, plan.shape());
    };
  }

  private LoadResult mqtt(InetSocketAddress server, List<LoadDevice> devices, LoadShape shape)
      throws IOException, TimeoutException {
    try (StreamLoad load = StreamLoad.mqtt(server, devices, plan.qos(), shape)) {
      load.connect();
      return load.run();
    }
  }

  private static LoadResult http(
      InetSocketAddress server, List<LoadDevice> devices, LoadShape shape)
      throws IOException, TimeoutException {
    try (StreamLoad load = StreamLoad.http(server, devices, shape)) {
      load.connect();
      return load.run();
    }
  }

  private static LoadResult coap(
      InetSocketAddress server, List<LoadDevice> devices, LoadShape shape) throws IOException {
    try (DatagramLoad load = DatagramLoad.coap(server, devices, shape)) {
      return load.run();
    }
  }

  /** Handshakes first. */
  private static LoadResult coaps(
      InetSocketAddress server, List<LoadDevice> devices, LoadShape shape)
      throws IOException, TimeoutException {
    try (DtlsWires wires = DtlsWires.open(server, devices);
        DatagramLoad load = DatagramLoad.coaps(wires.wires(), shape)) {
      load.connect();
      return load.run();
    }
  }

  private static void awaitDrained(BenchInstance instance)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
    while (instance.metric(LAG) > 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the journal is not stored after " + DRAIN_TIMEOUT);
      }
      Thread.sleep(100);
    }
  }

  private void describe(Loaded loaded, Map<String, Object> figures) {
    LoadResult load = loaded.load();
    figures.put("protocol", plan.protocol().toString());
    if (plan.protocol() == IngestPlan.Speaking.MQTT) {
      figures.put("qos", plan.qos());
    }
    figures.put("connections", plan.connections());
    figures.put("window", plan.shape().window());
    figures.put("values_per_message", plan.shape().valuesPerMessage());
    figures.put("rate", plan.shape().ratePerSecond());
    figures.put("seconds", load.measuredSeconds());
    figures.put("database", loaded.engine());
    figures.put("sent", load.sent());
    figures.put(answered(), load.answered());
    figures.put("refused", load.refused());
    figures.put("unanswered", load.unanswered());
    figures.put("stored", loaded.stored());
    figures.put("sent_per_s", Math.round(load.sentPerSecond()));
    figures.put(answered() + "_per_s", Math.round(load.answeredPerSecond()));
    figures.put("stored_per_s", Math.round(loaded.storedPerSecond()));
    figures.put("journal_lag_at_end", loaded.lagAtEnd());
    figures.put("drain_s", Figures.rounded(loaded.drainSeconds()));
    if (isAcknowledged()) {
      figures.put("ack_p50_ms", Figures.rounded(load.latencyMs(50)));
      figures.put("ack_p99_ms", Figures.rounded(load.latencyMs(99)));
      figures.put("ack_max_ms", Figures.rounded(load.maxLatencyMs()));
    }
    figures.put("cpu_s_per_million", loaded.cpu());
    figures.put("peak_rss_mb", loaded.peakRssMb());
    figures.put("bytes_per_observation", Figures.rounded(loaded.bytesPerObservation()));
  }

  private boolean isAcknowledged() {
    return plan.protocol() != IngestPlan.Speaking.MQTT || plan.qos() > 0;
  }

  /** What an answer says: nothing is promised of a QoS 0 message. */
  private String answered() {
    return isAcknowledged() ? "acknowledged" : "read";
  }

  private void ceilings(BenchInstance instance, Loaded loaded, Map<String, Object> figures)
      throws IOException, InterruptedException, TimeoutException {
    int values = plan.shape().valuesPerMessage();
    double seconds = plan.ceilingTime().toNanos() / 1e9;
    double copy = instance.database().copyCeiling(plan.connections() * values, COPY_BATCH, seconds);
    double journal = Ceilings.journal(instance.directory(), values, seconds);
    Histogram syncs = Ceilings.syncs(instance.directory(), seconds);
    Map<String, Object> ceiling = new LinkedHashMap<>();
    ceiling.put("copy_rows_per_s", Math.round(copy));
    ceiling.put("journal_per_s", Math.round(journal));
    ceiling.put("fdatasync_p50_ms", Figures.rounded(syncs.getValueAtPercentile(50) / 1_000.0));
    ceiling.put("fdatasync_p99_ms", Figures.rounded(syncs.getValueAtPercentile(99) / 1_000.0));
    Map<String, Object> ratio = new LinkedHashMap<>();
    ratio.put("stored_to_copy", Figures.rounded(loaded.storedPerSecond() / copy));
    ratio.put(
        answered() + "_to_journal", Figures.rounded(loaded.load().answeredPerSecond() / journal));
    double echo = echo().answeredPerSecond();
    ceiling.put("echo_per_s", Math.round(echo));
    ratio.put(answered() + "_to_echo", Figures.rounded(loaded.load().answeredPerSecond() / echo));
    figures.put("ceiling", ceiling);
    figures.put("ratio_to_ceiling", ratio);
  }

  /** The same load as fast as it goes against a server that only answers. */
  private LoadResult echo() throws IOException, TimeoutException {
    LoadShape shape =
        new LoadShape(
            plan.shape().window(),
            plan.shape().valuesPerMessage(),
            0,
            plan.ceilingTime().dividedBy(2),
            plan.ceilingTime());
    List<LoadDevice> devices =
        IntStream.range(0, plan.connections())
            .mapToObj(i -> new LoadDevice("bench-" + i, "no-secret-here"))
            .toList();
    return switch (plan.protocol()) {
      case MQTT -> {
        try (StreamEcho echo = StreamEcho.mqtt()) {
          yield mqtt(echo.address(), devices, shape);
        }
      }
      case HTTP -> {
        try (StreamEcho echo = StreamEcho.http()) {
          yield http(echo.address(), devices, shape);
        }
      }
      case COAP -> {
        try (CoapEcho echo = CoapEcho.plain()) {
          yield coap(echo.address(), devices, shape);
        }
      }
      case COAPS -> {
        try (CoapEcho echo = CoapEcho.secure(devices)) {
          yield coaps(echo.address(), devices, shape);
        }
      }
    };
  }
}

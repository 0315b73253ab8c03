package city.veedel.standalone.prove;

import city.veedel.model.DeviceId;
import city.veedel.model.Theme;
import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.embedded.EmbeddedPostgres;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.NewDevice;
import city.veedel.schema.registry.Registry;
import city.veedel.simulator.ledger.Ledger;
import city.veedel.simulator.ledger.LedgerFleet;
import city.veedel.standalone.product.DataDirectory;
import city.veedel.standalone.product.RunningProduct;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A product under test, with what it stands on: its directory or disks, its database, its process.
 * Everything that is broken here is made whole again by whoever broke it.
 */
final class Site implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration DRAINING = Duration.ofMinutes(10);
  private static final long LOOK_MILLIS = 20;
  private static final Duration METRICS_TIMEOUT = Duration.ofSeconds(10);
  private static final String PRODUCT_LOG = "product.log";
  private static final String HEAP_LOG = "heap.log";
  private static final Pattern DAMAGED = Pattern.compile("(\\d{19})-(\\d{19})\\..*");

  private final Ground ground;
  private final Path directory;
  private final Path data;
  private final @Nullable Disks disks;
  private final @Nullable OutsideDatabase outside;
  private final ProductProcess product;
  private final HeldReadings held = new HeldReadings();
  private @Nullable Ledger ledger;
  private final HttpClient http = HttpClient.newHttpClient();
  private int restartsByItself;

  private Site(
      Ground ground,
      Path directory,
      Path data,
      @Nullable Disks disks,
      @Nullable OutsideDatabase outside,
      ProductProcess product) {
    this.ground = ground;
    this.directory = directory;
    this.data = data;
    this.disks = disks;
    this.outside = outside;
    this.product = product;
  }

  /**
   * @param directory empty, on a disk that nobody breaks
   */
  static Site open(Ground ground, Path directory) throws IOException, InterruptedException {
    Disks disks = null;
    OutsideDatabase outside = null;
    try {
      Path data = directory.resolve("data");
      if (ground.fileSystem().isPresent()) {
        disks = Disks.create(ground.fileSystem().get(), directory);
        data = Disks.dataDirectory(directory);
      }
      if (ground.server().isPresent()) {
        outside = OutsideDatabase.on(ground.server().get());
      } else if (ground.outside()) {
        outside = OutsideDatabase.start(directory.resolve("outside"));
      }
      Map<String, String> environment = FreePorts.environment();
      if (outside != null) {
        environment.putAll(outside.environment());
      }
      if (ground.shiftsClock()) {
        environment.putAll(ClockFault.environment(directory));
      }
      ProductProcess product =
          ProductProcess.start(
              new ProductProcess.Launch(
                  data,
                  directory.resolve(PRODUCT_LOG),
                  List.of(
                      "-Xmx" + ground.heapMb() + "m", HeapLog.option(directory.resolve(HEAP_LOG))),
                  ground.command(),
                  environment),
              START_TIMEOUT);
      return new Site(ground, directory, data, disks, outside, product);
    } catch (IOException | InterruptedException | RuntimeException e) {
      closeQuietly(outside);
      closeQuietly(disks);
      throw e;
    }
  }

  /**
   * Registers devices and gives their secrets, in that order. They are public: who watches the live
   * stream without a login is sent all of it.
   */
  List<String> register(List<String> ids) throws IOException {
    List<NewDevice> devices =
        ids.stream()
            .map(id -> new NewDevice(new DeviceId(id), id, "json", Theme.AIR, null, true))
            .toList();
    try (Database database = Database.open(database().withMaxConnections(1))) {
      Map<DeviceId, String> secrets =
          new Registry(database.dataSource(), new DeviceSecrets(new DataDirectory(data).pepper()))
              .ensureDevices(devices);
      return devices.stream()
          .map(device -> Objects.requireNonNull(secrets.get(device.id())))
          .toList();
    }
  }

  ProductProcess product() {
    return product;
  }

  /** Starts the product again, where it has ended; counts it. */
  void ensureRunning() throws IOException, InterruptedException {
    if (!product.isAlive()) {
      restartsByItself++;
      startAgain();
    }
  }

  void startAgain() throws IOException, InterruptedException {
    product.startAgain(START_TIMEOUT);
  }

  /** How often the product had ended by itself. */
  int restartsByItself() {
    return restartsByItself;
  }

  LedgerFleet.Ports ports() throws IOException {
    RunningProduct running = running();
    return new LedgerFleet.Ports(running.mqtt(), running.coap(), running.http());
  }

  RunningProduct running() throws IOException {
    return product.running().orElseThrow(() -> new IOException("the product does not run"));
  }

  /** Past any proxy. */
  DatabaseConfig database() throws IOException {
    return outside != null
        ? outside.config()
        : EmbeddedPostgres.findRunning(data.resolve("postgres"))
            .orElseThrow(() -> new IOException("the embedded PostgreSQL does not run"));
  }

  /** The server and its processes, where it is ours to break; empty while none runs. */
  List<ProcessHandle> databaseProcesses() throws IOException {
    Path files = outside == null ? data.resolve("postgres") : directory.resolve("outside");
    Path pidFile = files.resolve("cluster").resolve("postmaster.pid");
    if (EmbeddedPostgres.findRunning(files).isEmpty() || !Files.exists(pidFile)) {
      return List.of();
    }
    return Programs.tree(Long.parseLong(Files.readAllLines(pidFile).getFirst().strip()));
  }

  OutsideDatabase outside() {
    return Objects.requireNonNull(outside, "this ground has no database outside");
  }

  Disks disks() {
    return Objects.requireNonNull(disks, "this ground has no disks of its own");
  }

  /** Who is to note when there is no machine that could answer. */
  void keepBy(Ledger book) {
    ledger = book;
  }

  /** When a device was last told that something is stored durably. */
  Instant lastAcknowledged() {
    long ago = System.nanoTime() - Objects.requireNonNull(ledger).lastAcknowledgedNanos();
    return Instant.now().minusNanos(ago);
  }

  /** The machine may go on for a moment, but what it answers then counts no more. */
  void cutPower(Disks.Which which) throws IOException, InterruptedException {
    Objects.requireNonNull(ledger).powerGone();
    disks().cutPower(which);
  }

  /** All processes must have ended. */
  void restorePower() throws IOException, InterruptedException {
    Objects.requireNonNull(ledger).powerBack();
    disks().restore();
  }

  Ground ground() {
    return ground;
  }

  Path directory() {
    return directory;
  }

  Path journal() {
    return data.resolve("journal");
  }

  /** Batches of the journal not stored yet; empty while the product does not tell. */
  Optional<Long> lagBatches() throws InterruptedException {
    return metric("veedel_ingest_lag_batches").map(Double::longValue);
  }

  /** Returns when all of the journal is stored. */
  void awaitDrained() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + DRAINING.toNanos();
    while (lagBatches().filter(lag -> lag == 0).isEmpty()) {
      ensureRunning();
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the journal was not stored within " + DRAINING);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Of the process that runs now. */
  HostileFigures.Memory memory() throws IOException {
    return new HostileFigures.Memory(
        ground.heapMb(),
        HeapLog.peakMb(directory.resolve(HEAP_LOG)),
        Footprint.peakMemoryMb(product.pid()));
  }

  /** Whether memory ran out in any of the product's processes. */
  boolean hasRunOutOfMemory() throws IOException {
    try (Stream<String> lines =
        Files.lines(directory.resolve(PRODUCT_LOG), StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(
          line -> line.contains("OutOfMemoryError") || line.contains("OutOfDirectMemoryError"));
    }
  }

  /** The sum of a Prometheus family over its labels. */
  Optional<Double> metric(String name) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(running().url() + "/metrics"))
              .timeout(METRICS_TIMEOUT)
              .build();
      try (Stream<String> lines = http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
        return Optional.of(
            lines
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum());
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What the journal held when it was damaged on purpose. */
  HeldReadings held() {
    return held;
  }

  /** Batches the journal has reported as damaged, by the files it keeps of them. */
  List<HeldReadings.Span> damaged() throws IOException {
    Path damaged = journal().resolve("damaged");
    if (!Files.isDirectory(damaged)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(damaged)) {
      return files
          .map(file -> DAMAGED.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name ->
              new HeldReadings.Span(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))))
          .toList();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (product.isAlive()) {
        product.kill();
      }
      if (outside == null) {
        Programs.kill(databaseProcesses());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      http.shutdownNow();
      closeQuietly(outside);
      closeQuietly(disks);
    }
  }

  private static void closeQuietly(@Nullable AutoCloseable part) {
    if (part != null) {
      try {
        part.close();
      } catch (Exception e) {
        System.getLogger(Site.class.getName())
            .log(System.Logger.Level.WARNING, "closing what a product stood on failed", e);
      }
    }
  }
}

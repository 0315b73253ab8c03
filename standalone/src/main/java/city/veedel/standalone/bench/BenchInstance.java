package city.veedel.standalone.bench;

import city.veedel.model.DeviceId;
import city.veedel.model.Theme;
import city.veedel.schema.Database;
import city.veedel.schema.DatabaseConfig;
import city.veedel.schema.embedded.EmbeddedPostgres;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.NewDevice;
import city.veedel.schema.registry.Registry;
import city.veedel.simulator.load.LoadDevice;
import city.veedel.standalone.bench.store.BenchDatabase;
import city.veedel.standalone.product.DataDirectory;
import city.veedel.standalone.product.RunningProduct;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A product in a process of its own, on an empty directory and free ports, started as {@code
 * ./veedel up} starts it. Closing stops it and removes everything.
 */
final class BenchInstance implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private final Path directory;
  private final @Nullable DatabaseConfig server;
  private final Launch launch;
  private Process process;
  private RunningProduct running;
  private BenchDatabase database;
  private final HttpClient http = HttpClient.newHttpClient();

  /** How the process is started, the first time and again. */
  private record Launch(
      Path directory,
      @Nullable BenchDatabase database,
      List<String> jvmOptions,
      List<String> command) {
    private Path data() {
      return directory.resolve("data");
    }
  }

  private BenchInstance(
      @Nullable DatabaseConfig server,
      Launch launch,
      Process process,
      RunningProduct running,
      BenchDatabase database) {
    this.directory = launch.directory();
    this.server = server;
    this.launch = launch;
    this.process = process;
    this.running = running;
    this.database = database;
  }

  /**
   * @param server on which a database of the bench's own is made; empty for the embedded one
   * @param jvmOptions of the product, beside those of this JVM
   */
  static BenchInstance start(Optional<DatabaseConfig> server, List<String> jvmOptions)
      throws IOException, InterruptedException {
    return start(server, jvmOptions, List.of("up"));
  }

  /** The demo, simulated city and all, until it is closed. */
  static BenchInstance startDemo() throws IOException, InterruptedException {
    return start(Optional.empty(), List.of(), List.of("demo"));
  }

  private static BenchInstance start(
      Optional<DatabaseConfig> server, List<String> jvmOptions, List<String> command)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("veedel-bench-");
    BenchDatabase made = server.isPresent() ? BenchDatabase.create(server.get()) : null;
    Launch launch = new Launch(directory, made, jvmOptions, command);
    Process process = spawn(launch);
    try {
      RunningProduct running = awaitRunning(process, launch);
      return new BenchInstance(server.orElse(null), launch, process, running, database(launch));
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroy();
      throw e;
    }
  }

  private static BenchDatabase database(Launch launch) {
    BenchDatabase made = launch.database();
    return made != null
        ? made
        : new BenchDatabase(
            EmbeddedPostgres.findRunning(launch.data().resolve("postgres")).orElseThrow());
  }

  /**
   * Stops the process as a signal does, and starts it again on the same directory.
   *
   * @return {@link System#nanoTime} when the process was started; it listens by now
   */
  long restart() throws IOException, InterruptedException {
    stop();
    long from = System.nanoTime();
    process = spawn(launch);
    running = awaitRunning(process, launch);
    database = database(launch);
    return from;
  }

  private static Process spawn(Launch launch) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(launch.jvmOptions());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            city.veedel.standalone.Main.class.getName()));
    command.addAll(launch.command());
    ProcessBuilder builder = new ProcessBuilder(command).directory(launch.directory().toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("VEEDEL_"));
    environment.put("VEEDEL_DATA_DIR", launch.data().toString());
    environment.put("VEEDEL_HTTP_PORT", "0");
    environment.put("VEEDEL_MQTT_PORT", "0");
    environment.put("VEEDEL_COAP_PORT", "0");
    environment.put("VEEDEL_COAPS_PORT", "0");
    environment.put("VEEDEL_COAP_PLAIN", "true");
    BenchDatabase database = launch.database();
    if (database != null) {
      environment.put("VEEDEL_DATABASE_URL", database.config().jdbcUrl());
      environment.put("VEEDEL_DATABASE_USER", database.config().user());
      environment.put("VEEDEL_DATABASE_PASSWORD", database.config().password());
    }
    return builder
        .redirectErrorStream(true)
        .redirectOutput(launch.directory().resolve("product.log").toFile())
        .start();
  }

  private static RunningProduct awaitRunning(Process process, Launch launch)
      throws IOException, InterruptedException {
    DataDirectory data = new DataDirectory(launch.data());
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Optional<RunningProduct> running = RunningProduct.find(data);
      if (running.isPresent()) {
        return running.get();
      }
      if (!process.isAlive()) {
        break;
      }
      Thread.sleep(2);
    }
    throw new IOException(
        "the product did not start: "
            + Files.readString(launch.directory().resolve("product.log")));
  }

  /** Registers devices and waits until the gateway knows them. */
  List<LoadDevice> register(int count, boolean isPublic) throws IOException, InterruptedException {
    List<NewDevice> devices =
        IntStream.range(0, count)
            .mapToObj(i ->
                new NewDevice(
                    new DeviceId("bench-" + i), "Bench " + i, "json", Theme.AIR, null, isPublic))
            .toList();
    Map<DeviceId, String> secrets;
    try (Database opened = Database.open(database.config().withMaxConnections(1))) {
      secrets =
          new Registry(
                  opened.dataSource(),
                  new DeviceSecrets(new DataDirectory(directory.resolve("data")).pepper()))
              .ensureDevices(devices);
    }
    List<LoadDevice> loads =
        devices.stream()
            .map(device ->
                new LoadDevice(
                    device.id().value(), Objects.requireNonNull(secrets.get(device.id()))))
            .toList();
    while (send(loads.getLast()) == 401) {
      Thread.sleep(100);
    }
    return loads;
  }

  /** One reading over HTTP; the status it got. */
  int send(LoadDevice device) throws IOException, InterruptedException {
    HttpRequest reading =
        HttpRequest.newBuilder(URI.create(running.url() + "/v1/" + device.id() + "/up"))
            .header("Authorization", "Bearer " + device.secret())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"values\":{\"known\":1}}"))
            .build();
    return http.send(reading, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  RunningProduct running() {
    return running;
  }

  InetSocketAddress mqtt() {
    return loopback(running.mqtt());
  }

  InetSocketAddress coap() {
    return loopback(running.coap());
  }

  InetSocketAddress coaps() {
    return loopback(running.coaps());
  }

  InetSocketAddress http() {
    return loopback(running.http());
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  BenchDatabase database() {
    return database;
  }

  long pid() {
    return process.pid();
  }

  /** Where journal, embedded database and everything else lie. */
  Path directory() {
    return directory;
  }

  /**
   * The sum of a Prometheus family over its labels, or one series with its label; 0 if there is
   * none.
   */
  double metric(String name) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(running.url() + "/metrics")).build();
    try (Stream<String> lines = http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
      return lines
          .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      stop();
      if (server != null) {
        database.drop(server);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      removeTree();
    }
  }

  private void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private void removeTree() throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}

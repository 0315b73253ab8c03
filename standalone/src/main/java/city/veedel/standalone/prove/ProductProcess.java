package city.veedel.standalone.prove;

import city.veedel.standalone.product.DataDirectory;
import city.veedel.standalone.product.RunningProduct;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A product in a process of its own, so that it can be killed, paused and started again. */
final class ProductProcess {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(90);
  private static final long LOOK_MILLIS = 10;

  private final Launch launch;
  private Process process;
  private double slowestStartSeconds;

  /**
   * How the process is started, the first time and again.
   *
   * @param data the data directory
   * @param log what it says is added there
   * @param jvmOptions beside those of this JVM
   * @param command main class and arguments
   * @param environment further settings, and whatever else the process is to see
   */
  record Launch(
      Path data,
      Path log,
      List<String> jvmOptions,
      List<String> command,
      Map<String, String> environment) {}

  private ProductProcess(Launch launch) throws IOException {
    this.launch = launch;
    this.process = spawn(launch);
  }

  /** Returns when it listens. */
  static ProductProcess start(Launch launch, Duration timeout)
      throws IOException, InterruptedException {
    ProductProcess product = new ProductProcess(launch);
    try {
      product.awaitRunning(timeout);
      return product;
    } catch (IOException | InterruptedException e) {
      product.process.destroyForcibly();
      throw e;
    }
  }

  private static Process spawn(Launch launch) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(launch.jvmOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(launch.command());
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("VEEDEL_"));
    environment.put("VEEDEL_DATA_DIR", launch.data().toString());
    environment.put("VEEDEL_COAP_PLAIN", "true");
    environment.putAll(launch.environment());
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()))
        .start();
  }

  private void awaitRunning(Duration timeout) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (running().isEmpty()) {
      if (!process.isAlive()) {
        throw new IOException("the product ended before it listened; see " + launch.log());
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "the product did not listen within " + timeout + "; see " + launch.log());
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** Where it listens, once it does. */
  Optional<RunningProduct> running() {
    return RunningProduct.find(new DataDirectory(launch.data()))
        .filter(running -> running.pid() == process.pid());
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it ended by itself in that time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again; it must have ended. */
  void startAgain(Duration timeout) throws IOException, InterruptedException {
    long from = System.nanoTime();
    process = spawn(launch);
    awaitRunning(timeout);
    slowestStartSeconds = Math.max(slowestStartSeconds, (System.nanoTime() - from) / 1e9);
  }

  /** Of all starts after the first, from the process to listening on every port. */
  double slowestStartSeconds() {
    return slowestStartSeconds;
  }

  /**
   * SIGTERM, and waits for the end.
   *
   * @throws IOException if it has to be killed
   */
  void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!awaitEnd(STOP_TIMEOUT)) {
      kill();
      throw new IOException("the product did not end on SIGTERM within " + STOP_TIMEOUT);
    }
  }
}

package city.veedel.standalone.testing;

import city.veedel.standalone.Main;
import city.veedel.standalone.product.DataDirectory;
import city.veedel.standalone.product.RunningProduct;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The product in a process of its own, so that it can be killed. */
public final class ChildProduct {
  private static final long START_MILLIS = 300_000;
  private final Path directory;
  private final Map<String, String> environment;
  private Process process;

  private ChildProduct(Path directory, Map<String, String> environment) throws IOException {
    this.directory = directory;
    this.environment = environment;
    this.process = spawn();
  }

  /**
   * @param environment further settings, such as an external database
   */
  public static ChildProduct start(Path directory, Map<String, String> environment)
      throws IOException, InterruptedException {
    ChildProduct child = new ChildProduct(directory, environment);
    child.awaitRunning();
    return child;
  }

  private Process spawn() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up"));
    builder.environment().keySet().removeIf(name -> name.startsWith("VEEDEL_"));
    builder.environment().put("VEEDEL_DATA_DIR", directory.toString());
    builder.environment().put("VEEDEL_HTTP_PORT", "0");
    builder.environment().put("VEEDEL_MQTT_PORT", "0");
    builder.environment().put("VEEDEL_COAPS_PORT", "0");
    builder.environment().put("VEEDEL_ADMIN_PASSWORD", "correct horse battery");
    builder.environment().putAll(environment);
    File log = directory.resolveSibling("child.log").toFile();
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private void awaitRunning() throws IOException, InterruptedException {
    long deadline = System.currentTimeMillis() + START_MILLIS;
    while (find().isEmpty()) {
      if (!process.isAlive() || System.currentTimeMillis() > deadline) {
        throw new IOException(
            "the product did not start; see " + directory.resolveSibling("child.log"));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private Optional<RunningProduct> find() {
    return RunningProduct.find(new DataDirectory(directory))
        .filter(running -> running.pid() == process.pid());
  }

  public RunningProduct running() {
    return find().orElseThrow();
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public void restart() throws IOException, InterruptedException {
    process = spawn();
    awaitRunning();
  }

  /** SIGTERM, and wait for the end. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException("the product did not end on SIGTERM");
    }
  }
}

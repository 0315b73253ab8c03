package city.veedel.standalone.product;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a running product tells the command line: its process and where it listens. 0 means off.
 *
 * @param jdbcUrl of the database it uses; other commands on this machine use the same
 */
public record RunningProduct(
    long pid,
    String host,
    int http,
    int mqtt,
    int mqtts,
    int coap,
    int coaps,
    String jdbcUrl,
    String jdbcUser) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The product that runs on this directory, if its process lives. */
  public static Optional<RunningProduct> find(DataDirectory directory) {
    Path file = directory.runFile();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      RunningProduct product = JSON.readValue(Files.readAllBytes(file), RunningProduct.class);
      return ProcessHandle.of(product.pid()).filter(ProcessHandle::isAlive).map(alive -> product);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void announce(DataDirectory directory) throws IOException {
    directory.replace(directory.runFile(), JSON.writeValueAsBytes(this));
  }

  static void withdraw(DataDirectory directory) throws IOException {
    Files.deleteIfExists(directory.runFile());
  }

  public String url() {
    return "http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + http;
  }
}

package city.veedel.gateway.bridge;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Eclipse Mosquitto as a child process that keeps its sessions over a restart. */
final class Mosquitto implements AutoCloseable {
  private final Path program;
  private final Path directory;
  private final int port;
  private @Nullable Process process;

  private Mosquitto(Path program, Path directory, int port) {
    this.program = program;
    this.directory = directory;
    this.port = port;
  }

  static Optional<Path> find() {
    return Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Mosquitto in(Path directory) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Mosquitto(find().orElseThrow(), directory, free.getLocalPort());
    }
  }

  URI uri() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  Mosquitto start() throws IOException {
    Path config = directory.resolve("mosquitto.conf");
    Files.writeString(
        config,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence true
        persistence_location %s/
        user %s
        """
            .formatted(port, directory, System.getProperty("user.name")));
    process =
        new ProcessBuilder(program.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    await().ignoreExceptions().until(this::answers);
    return this;
  }

  private boolean answers() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }

  /** By SIGTERM, upon which it writes down its sessions. */
  void stop() throws InterruptedException {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(20, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    }
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }
}

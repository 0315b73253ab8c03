package city.veedel.simulator.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A real broker as peer, where it is installed. */
public final class Mosquitto implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  private final Process process;
  private final int port;

  private Mosquitto(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Says on standard output what is skipped if it is not installed. */
  public static Optional<Mosquitto> start(Path directory) throws IOException {
    if (!Files.isExecutable(PROGRAM)) {
      System.out.println("SKIPPED: no " + PROGRAM + "; install mosquitto to run this test");
      return Optional.empty();
    }
    int port = freePort();
    Path config =
        Files.writeString(
            directory.resolve("mosquitto.conf"),
            "listener " + port + " 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\n");
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("mosquitto.log").toFile())
            .start();
    Awaitility.await().until(() -> isListening(port));
    return Optional.of(new Mosquitto(process, port));
  }

  public int port() {
    return port;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    Awaitility.await().until(() -> !process.isAlive());
  }
}

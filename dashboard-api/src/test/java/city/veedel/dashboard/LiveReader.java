package city.veedel.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A live stream on a raw socket, read event by event by the test and never ahead of it. */
public final class LiveReader implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int PATIENCE_MILLIS = 15_000;

  private final Socket socket;
  private final BufferedReader in;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final int status;
  private final long deadline = System.nanoTime() + 60_000_000_000L;
  private final StringBuilder pending = new StringBuilder();

  /** One event; comments have the name {@code ""}. */
  public record Event(String name, String id, JsonNode data) {}

  private LiveReader(int port, String query, int receiveBuffer, String... more) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(PATIENCE_MILLIS);
    StringBuilder request =
        new StringBuilder("GET /api/v1/live" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (int i = 0; i < more.length; i += 2) {
      request.append(more[i]).append(": ").append(more[i + 1]).append("\r\n");
    }
    socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
    in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1);
    status = Integer.parseInt(in.readLine().split(" ")[1]);
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      headers.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
    }
  }

  public static LiveReader open(RunningDashboard dashboard, String query, String... headers)
      throws IOException {
    return new LiveReader(dashboard.port(), query, 0, headers);
  }

  /** With a small receive buffer, so that the server notices soon that nothing is read. */
  public static LiveReader openSlow(RunningDashboard dashboard, String query) throws IOException {
    return new LiveReader(dashboard.port(), query, 2_048);
  }

  /** The port of this end. */
  public int localPort() {
    return socket.getLocalPort();
  }

  public int status() {
    return status;
  }

  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The next event, comments left out. */
  public Event next() throws IOException {
    Event event = nextOrComment();
    while (event.name().isEmpty()) {
      event = nextOrComment();
    }
    return event;
  }

  /** The next event of this name; others on the way are passed over. */
  public Event next(String name) throws IOException {
    Event event = next();
    while (!event.name().equals(name)) {
      event = next();
    }
    return event;
  }

  public Event nextOrComment() throws IOException {
    while (pending.indexOf("\n\n") < 0) {
      // Heartbeats would keep a test waiting for ever.
      if (System.nanoTime() > deadline) {
        throw new IOException("what the test waits for has not come within a minute");
      }
      readChunk();
    }
    int end = pending.indexOf("\n\n");
    String text = pending.substring(0, end);
    pending.delete(0, end + 2);
    String name = "";
    String id = "";
    String data = "null";
    for (String line : text.split("\n")) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      }
    }
    return new Event(name, id, MAPPER.readTree(data));
  }

  /** RFC 9112, section 7.1; the content here is ASCII. */
  private void readChunk() throws IOException {
    String size = in.readLine();
    if (size == null || size.equals("0")) {
      throw new IOException("the stream has ended");
    }
    int left = Integer.parseInt(size, 16);
    char[] chunk = new char[left];
    int read = 0;
    while (read < left) {
      int got = in.read(chunk, read, left - read);
      if (got < 0) {
        throw new IOException("the stream was cut");
      }
      read += got;
    }
    pending.append(chunk);
    in.readLine();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package city.veedel.standalone.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that has all its answers ready as bytes and does nothing but write them: the ceiling for
 * whoever has to make them first. One connection at a time, loopback, any free port.
 */
final class PreparedAnswers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PreparedAnswers.class);
  private static final int REQUEST_BYTES = 8 << 10;
  private static final int FIRST_DIGIT = "GET /".length();

  private final ServerSocket listener;
  private final List<byte[]> answers;

  private PreparedAnswers(ServerSocket listener, List<byte[]> answers) {
    this.listener = listener;
    this.answers = answers;
  }

  /**
   * @param bodies at most ten
   */
  static PreparedAnswers of(List<byte[]> bodies) throws IOException {
    List<byte[]> answers = new ArrayList<>();
    for (byte[] body : bodies) {
      String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
      ByteArrayOutputStream answer = new ByteArrayOutputStream(head.length() + body.length);
      answer.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      answer.writeBytes(body);
      answers.add(answer.toByteArray());
    }
    PreparedAnswers server =
        new PreparedAnswers(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), answers);
    Thread.ofPlatform().daemon().name("prepared-answers").start(server::run);
    return server;
  }

  /** Where a body is, by its place in the list. */
  String url(int index) {
    return "http://127.0.0.1:" + listener.getLocalPort() + "/" + index;
  }

  private void run() {
    while (!listener.isClosed()) {
      try (Socket connection = listener.accept()) {
        connection.setTcpNoDelay(true);
        serve(connection);
      } catch (IOException e) {
        LOG.debug("A connection ended", e);
      }
    }
  }

  /** GETs without a body, one after the other: each ends with an empty line. */
  private void serve(Socket connection) throws IOException {
    InputStream in = connection.getInputStream();
    byte[] request = new byte[REQUEST_BYTES];
    int length = 0;
    while (length < request.length) {
      int read = in.read(request, length, request.length - length);
      if (read < 0) {
        return;
      }
      length += read;
      if (length >= 4 && request[length - 1] == '\n' && request[length - 3] == '\n') {
        connection.getOutputStream().write(answers.get(request[FIRST_DIGIT] - '0'));
        length = 0;
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

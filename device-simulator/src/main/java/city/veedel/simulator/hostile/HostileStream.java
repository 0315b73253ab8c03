package city.veedel.simulator.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A blocking TCP connection with little room for what comes in, and a time to be ended. */
final class HostileStream implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int RECEIVE_BUFFER_BYTES = 2_048;
  private static final int CONNACK = 0x20;
  private static final String STATUS_LINE = "HTTP/1.1 200";

  private final Socket socket;
  private final long deadline;
  private final Tally tally;
  private final InputStream in;
  private final OutputStream out;

  private HostileStream(Socket socket, Duration patience, Tally tally) throws IOException {
    this.socket = socket;
    this.deadline = System.nanoTime() + patience.toNanos();
    this.tally = tally;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /**
   * @param patience after which it counts as borne, from when it stands
   * @throws ConnectException if it does not come about
   */
  static HostileStream open(
      InetSocketAddress server, InetAddress from, Duration patience, Tally tally)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
      socket.setTcpNoDelay(true);
      // Whoever vanishes takes no ports with him that the next attempt needs.
      socket.setSoLinger(true, 0);
      socket.bind(new InetSocketAddress(from, 0));
      connect(socket, server);
      HostileStream stream = new HostileStream(socket, patience, tally);
      tally.opened(stream);
      return stream;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** That nobody comes to the door is not that anybody bears something. */
  private static void connect(Socket socket, InetSocketAddress server) throws IOException {
    try {
      socket.connect(server, (int) CONNECT_TIMEOUT.toMillis());
    } catch (SocketTimeoutException e) {
      ConnectException late = new ConnectException("no connection after " + CONNECT_TIMEOUT);
      late.initCause(e);
      throw late;
    }
  }

  /** For longer than anybody should. */
  boolean isBorne() {
    return deadline - System.nanoTime() <= 0;
  }

  /**
   * Waits for as long as nobody reads.
   *
   * @throws SocketTimeoutException if it is borne
   */
  void send(byte[] bytes) throws IOException {
    keepPatience();
    out.write(bytes);
  }

  /**
   * From now on a read waits until the deadline.
   *
   * @throws SocketTimeoutException if that is over
   */
  private void keepPatience() throws IOException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("borne for as long as anybody should");
    }
    socket.setSoTimeout((int) millis);
  }

  void awaitWelcome() throws IOException {
    if (!hearWelcome()) {
      throw new IOException("not welcome");
    }
  }

  /**
   * Whether CONNECT was answered with success.
   *
   * @throws IOException if it was not answered at all
   */
  boolean hearWelcome() throws IOException {
    keepPatience();
    byte[] head = in.readNBytes(4);
    if (head.length < 4 || (head[0] & 0xFF) != CONNACK) {
      throw new IOException("no answer to CONNECT");
    }
    in.skipNBytes((head[1] & 0xFF) - 2L);
    return head[3] == 0;
  }

  /** Whether something can be read; then a server in order has said why it takes no more. */
  boolean hasAnswer() throws IOException {
    return in.available() > 0;
  }

  /** Reads whatever comes until the server closes. */
  void awaitEnd() throws IOException {
    byte[] buffer = new byte[RECEIVE_BUFFER_BYTES];
    do {
      keepPatience();
    } while (in.read(buffer) >= 0);
  }

  /** The status of an HTTP answer. */
  int awaitStatus() throws IOException {
    keepPatience();
    String line = new String(in.readNBytes(STATUS_LINE.length()), StandardCharsets.US_ASCII);
    if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d")) {
      throw new IOException("no HTTP answer: " + line);
    }
    return Integer.parseInt(line.substring(line.length() - 3));
  }

  @Override
  public void close() {
    tally.closed(this);
    try {
      socket.close();
    } catch (IOException e) {
      // Closing is all that is wanted.
    }
  }
}

package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import city.veedel.dashboard.http.HttpConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The bounds of {@link HttpConfig.Connections}, reached on purpose. */
class OpenConnectionsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration FOREVER = Duration.ofMinutes(5);

  /** A head that trickles in is never silent. */
  @Test
  void aConnectionHasToAskSomethingSoon() throws Exception {
    try (RunningDashboard dashboard =
            RunningDashboard.start(config ->
                config.withHttp(
                    connections(
                        config.http(),
                        new HttpConfig.Connections(100, 100, Duration.ofMillis(500)),
                        FOREVER)));
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), dashboard.port())) {
      awaitEndWhileItTricklesInto(slow);
    }
  }

  /** Its bytes keep it from being idle. */
  @Test
  void aConnectionThatWasAnsweredHasToAskAgainWithinTheIdleTime() throws Exception {
    try (RunningDashboard dashboard =
            RunningDashboard.start(config ->
                config.withHttp(
                    connections(
                        config.http(),
                        new HttpConfig.Connections(100, 100, FOREVER),
                        Duration.ofSeconds(2))));
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), dashboard.port())) {
      slow.setSoTimeout(20_000);
      slow.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(slow.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200");

      awaitEndWhileItTricklesInto(slow);
    }
  }

  private static void awaitEndWhileItTricklesInto(Socket slow) throws IOException {
    OutputStream out = slow.getOutputStream();
    out.write("GET / HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          try {
            out.write('h');
            return false;
          } catch (SocketException closed) {
            return true;
          }
        });
  }

  @Test
  void oneAddressCannotTakeAllConnections() throws Exception {
    try (RunningDashboard dashboard =
        RunningDashboard.start(config ->
            config.withHttp(
                connections(
                    config.http(), new HttpConfig.Connections(100, 2, FOREVER), FOREVER)))) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), dashboard.port()));
      }
      await().atMost(LONG).until(() -> closed(silent) == 4);

      try (Socket other =
          new Socket(
              InetAddress.getLoopbackAddress(),
              dashboard.port(),
              InetAddress.ofLiteral("127.0.0.2"),
              0)) {
        assertThat(answer(other)).isEqualTo("HTTP/1.1 200");
      }
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void oneConnectionMoreThanThereMayBeIsClosed() throws Exception {
    try (RunningDashboard dashboard =
        RunningDashboard.start(config ->
            config.withHttp(
                connections(config.http(), new HttpConfig.Connections(2, 2, FOREVER), FOREVER)))) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), dashboard.port()));
      }

      await().atMost(LONG).until(() -> closed(silent) == 4);
      for (Socket socket : silent) {
        socket.close();
      }

      await().atMost(LONG).until(() -> isAnswered(dashboard));
    }
  }

  private static int closed(List<Socket> sockets) throws IOException {
    int closed = 0;
    for (Socket socket : sockets) {
      socket.setSoTimeout(20);
      if (isClosed(socket)) {
        closed++;
      }
    }
    return closed;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    }
  }

  private static boolean isAnswered(RunningDashboard dashboard) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), dashboard.port())) {
      return answer(socket).equals("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  private static HttpConfig connections(
      HttpConfig usual, HttpConfig.Connections connections, Duration idleTimeout) {
    return new HttpConfig(
        usual.bind(),
        usual.port(),
        usual.tls(),
        usual.eventLoops(),
        connections,
        usual.requestsInWork(),
        usual.bodyBytes(),
        usual.requestTimeout(),
        idleTimeout,
        usual.sessionLifetime(),
        usual.identityCache(),
        usual.loginCheck(),
        usual.loginAudit(),
        usual.trustForwardedFor(),
        usual.basemap());
  }

  /** Or whoever likes fills the disk with the log. */
  @Test
  void whoeverBreaksOffLeavesNothingInTheLog() throws Exception {
    ListAppender<ILoggingEvent> complaints = new ListAppender<>();
    complaints.start();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    try (RunningDashboard dashboard = RunningDashboard.start()) {
      root.addAppender(complaints);
      for (String length : List.of("Content-Length: 100", "Transfer-Encoding: chunked")) {
        for (int i = 0; i < 10; i++) {
          breakOff(dashboard, length);
        }
      }
      await().atMost(LONG).until(() -> isAnswered(dashboard));

      await()
          .during(Duration.ofSeconds(1))
          .atMost(LONG)
          .untilAsserted(() ->
              assertThat(complaints.list)
                  .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                  .isEmpty());
    } finally {
      root.detachAppender(complaints);
    }
  }

  /** Closing a socket that does not linger sends a reset. */
  private static void breakOff(RunningDashboard dashboard, String length) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), dashboard.port())) {
      socket.setSoLinger(true, 0);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /api/v1/login HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                  + "Content-Type: application/json\r\n"
                  + length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = ("400\r\n" + "x".repeat(0x400) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      try {
        for (int i = 0; i < 1_000 && length.contains("chunked"); i++) {
          out.write(chunk);
        }
      } catch (SocketException closed) {
        // The server has had enough, as it may.
      }
    }
  }

  private static String answer(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
  }
}

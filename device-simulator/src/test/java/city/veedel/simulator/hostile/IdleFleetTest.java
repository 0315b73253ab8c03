package city.veedel.simulator.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.simulator.load.LoadDevice;
import city.veedel.simulator.testing.TinyMqttServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdleFleetTest {
  private static final int SIZE = 40;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<InetAddress> HERE = List.of(InetAddress.getLoopbackAddress());
  private static final List<LoadDevice> DEVICES =
      IntStream.range(0, SIZE).mapToObj(i -> new LoadDevice("idle-" + i, "secret")).toList();

  /** One that nobody refers to may be closed by the collector of garbage. */
  private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();

  @AfterEach
  void closeAll() throws IOException {
    for (Socket socket : accepted) {
      socket.close();
    }
  }

  @Test
  void allComeBackFromAStormHoweverOftenTheyAreTurnedAway() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (ServerSocket server = turnstile(n -> n % 3 == 0, asked);
        IdleFleet fleet = IdleFleet.connect(at(server.getLocalPort()), DEVICES, HERE, LIMIT)) {
      int before = asked.get();

      IdleFleet.Storm storm = fleet.storm(LIMIT);

      assertThat(storm.back()).isEqualTo(storm.connections()).isEqualTo(SIZE);
      assertThat(storm.dials()).isGreaterThan(SIZE);
      assertThat(asked.get() - before).isGreaterThan(SIZE);
      assertThat(fleet.lost()).isZero();
    }
  }

  @Test
  void whatTheServerEndsIsCounted() throws Exception {
    TinyMqttServer server = new TinyMqttServer(_ -> 0);
    try (IdleFleet fleet = IdleFleet.connect(at(server.port()), DEVICES, HERE, LIMIT)) {
      server.close();

      await().atMost(LIMIT).until(() -> fleet.lost() == SIZE);
    }
  }

  @Test
  void whoeverIsNeverWelcomeIsToldOf() throws Exception {
    try (ServerSocket server = turnstile(_ -> true, new AtomicInteger())) {
      assertThatThrownBy(() ->
              IdleFleet.connect(at(server.getLocalPort()), DEVICES, HERE, Duration.ofMillis(200)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("0 of 40");
    }
  }

  @Test
  void whatItsThreadEndsByIsToldAtOnce() {
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 1_883);

    assertThatThrownBy(() -> IdleFleet.connect(nowhere, DEVICES, HERE, LIMIT))
        .isInstanceOf(IOException.class)
        .hasRootCauseInstanceOf(UnresolvedAddressException.class);
  }

  @Test
  void nothingIsLeftOfAnInterruptedConnecting() throws Exception {
    try (ServerSocket server = turnstile(_ -> true, new AtomicInteger())) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> IdleFleet.connect(at(server.getLocalPort()), DEVICES, HERE, LIMIT))
          .isInstanceOf(InterruptedException.class);

      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().equals("idle-fleet"));
    }
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Answers CONNECT with success, or says that it is not to be had. */
  private ServerSocket turnstile(IntPredicate turnsAway, AtomicInteger asked) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              Socket socket = server.accept();
              accepted.add(socket);
              boolean isTurnedAway = turnsAway.test(asked.incrementAndGet());
              Thread.ofVirtual().start(() -> answer(socket, isTurnedAway));
            }
          } catch (IOException e) {
            // Closed at the end of the test.
          }
        });
    return server;
  }

  private static void answer(Socket socket, boolean isTurnedAway) {
    try {
      if (socket.getInputStream().read() < 0) {
        return;
      }
      socket.getOutputStream().write(new byte[] {0x20, 2, 0, (byte) (isTurnedAway ? 3 : 0)});
      if (isTurnedAway) {
        socket.close();
      }
    } catch (IOException e) {
      // Hung up.
    }
  }
}

package city.veedel.simulator.hostile;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Datagrams from one port. */
final class HostileDatagrams implements AutoCloseable {
  private static final int ANSWER_MILLIS = 200;

  /** A server may answer in pieces and after pauses; a separate response of CoAP takes a second. */
  private static final Duration LISTENING = Duration.ofMillis(1_500);

  private static final int LARGEST = 2_048;

  private final DatagramSocket socket;
  private final Tally tally;

  private HostileDatagrams(DatagramSocket socket, Tally tally) {
    this.socket = socket;
    this.tally = tally;
  }

  static HostileDatagrams open(InetSocketAddress server, InetAddress from, Tally tally)
      throws IOException {
    DatagramSocket socket = new DatagramSocket(0, from);
    socket.connect(server);
    return new HostileDatagrams(socket, tally);
  }

  /** From an address that was proven, or with a key: what comes back is not counted. */
  void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length));
    tally.datagram();
  }

  /** As a stranger, who may have forged the address. */
  void sendUnproven(byte[] bytes) throws IOException {
    send(bytes);
    tally.unprovenOut(bytes.length);
  }

  /** What comes back next, if anything does soon. */
  Optional<byte[]> answer() throws IOException {
    return receive(ANSWER_MILLIS);
  }

  /** Counts what comes back to a stranger, for a fixed time: after a pause there may be more. */
  List<byte[]> hearUnproven() throws IOException {
    List<byte[]> answers = new ArrayList<>();
    long deadline = System.nanoTime() + LISTENING.toNanos();
    long leftMillis = LISTENING.toMillis();
    while (leftMillis > 0) {
      Optional<byte[]> answer = receive((int) leftMillis);
      if (answer.isPresent()) {
        tally.unprovenIn(answer.get().length);
        answers.add(answer.get());
      }
      leftMillis = (deadline - System.nanoTime()) / 1_000_000;
    }
    return answers;
  }

  private Optional<byte[]> receive(int millis) throws IOException {
    DatagramPacket received = new DatagramPacket(new byte[LARGEST], LARGEST);
    socket.setSoTimeout(millis);
    try {
      socket.receive(received);
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
    return Optional.of(Arrays.copyOf(received.getData(), received.getLength()));
  }

  @Override
  public void close() {
    socket.close();
  }
}

package city.veedel.gateway.coap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A NAT between one client and the server: writes down what passes, loses answers on request, and
 * can get a new address towards the server, as a mobile network's does after a silence.
 */
final class UdpRelay implements AutoCloseable {
  private final DatagramSocket inside;
  private final InetSocketAddress server;
  private final List<byte[]> fromClient = new CopyOnWriteArrayList<>();
  private final List<byte[]> fromServer = new CopyOnWriteArrayList<>();
  private volatile DatagramSocket outside;
  private volatile @Nullable SocketAddress client;
  private volatile boolean losingAnswers;

  UdpRelay(int serverPort) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server = new InetSocketAddress(loopback, serverPort);
    inside = new DatagramSocket(0, loopback);
    outside = new DatagramSocket(0, loopback);
    Thread.ofVirtual().start(this::carryIn);
    DatagramSocket first = outside;
    Thread.ofVirtual().start(() -> carryOut(first));
  }

  int port() {
    return inside.getLocalPort();
  }

  /** The server sees another port from now on. */
  void rebind() throws IOException {
    DatagramSocket old = outside;
    DatagramSocket fresh = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    outside = fresh;
    Thread.ofVirtual().start(() -> carryOut(fresh));
    old.close();
  }

  void loseAnswers(boolean lose) {
    losingAnswers = lose;
  }

  /** Somebody else's datagram from the client's address. */
  void sendToServer(byte[] bytes) throws IOException {
    outside.send(new DatagramPacket(bytes, bytes.length, server));
  }

  List<byte[]> fromClient() {
    return fromClient;
  }

  List<byte[]> fromServer() {
    return fromServer;
  }

  private void carryIn() {
    DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
    try {
      while (true) {
        packet.setLength(4_096);
        inside.receive(packet);
        client = packet.getSocketAddress();
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        fromClient.add(bytes);
        outside.send(new DatagramPacket(bytes, bytes.length, server));
      }
    } catch (IOException closed) {
      // The end of this thread's work.
    }
  }

  private void carryOut(DatagramSocket from) {
    DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
    try {
      while (true) {
        packet.setLength(4_096);
        from.receive(packet);
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        fromServer.add(bytes);
        SocketAddress to = client;
        if (!losingAnswers && to != null) {
          inside.send(new DatagramPacket(bytes, bytes.length, to));
        }
      }
    } catch (IOException closed) {
      // The end of this thread's work.
    }
  }

  @Override
  public void close() {
    inside.close();
    outside.close();
  }
}

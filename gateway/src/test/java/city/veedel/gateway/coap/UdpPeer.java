package city.veedel.gateway.coap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.RawData;

/** A UDP socket that sends exactly the bytes it is told to: no retransmission, no matching. */
final class UdpPeer implements AutoCloseable {
  private static final int PATIENCE_MS = 10_000;
  private static final int ATTEMPTS = 20;
  private static final int RESEND_MS = 1_000;

  private final DatagramSocket socket;
  private final InetSocketAddress server;

  UdpPeer(int serverPort) throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
  }

  void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, server));
  }

  void send(Request request) throws IOException {
    send(bytes(request));
  }

  /** Sends until an answer comes, as a client does whose datagram was lost in a full buffer. */
  byte[] exchange(byte[] request) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      send(request);
      Optional<byte[]> answer = receive(RESEND_MS);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw new IOException("no datagram came in answer to " + ATTEMPTS);
  }

  byte[] receive() throws IOException {
    return receive(PATIENCE_MS).orElseThrow(() -> new IOException("no datagram came"));
  }

  Message receiveMessage() throws IOException {
    return parse(receive());
  }

  Message exchange(Request request) throws IOException {
    send(request);
    return receiveMessage();
  }

  /** Whether nothing more arrives before the answer to a ping does (RFC 7252, section 4.3). */
  boolean hearsNothingBeforeAPing(int mid) throws IOException {
    return receiveUntilPong(mid) == 0;
  }

  /** Sends a ping and counts the bytes that come before its answer. */
  int receiveUntilPong(int mid) throws IOException {
    send(new byte[] {0x40, 0, (byte) (mid >> 8), (byte) mid});
    int bytes = 0;
    while (true) {
      byte[] answer = receive();
      if (answer.length == 4
          && answer[0] == 0x70
          && answer[2] == (byte) (mid >> 8)
          && answer[3] == (byte) mid) {
        return bytes;
      }
      bytes += answer.length;
    }
  }

  private Optional<byte[]> receive(int millis) throws IOException {
    socket.setSoTimeout(millis);
    DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
    return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  static Request post(CoAP.Type type, int mid, String path, String payload) {
    Request request = new Request(CoAP.Code.POST, type);
    request.setMID(mid);
    request.setToken(new byte[] {(byte) (mid >> 8), (byte) mid});
    request.getOptions().setUriPath(path);
    request.setPayload(payload);
    return request;
  }

  static byte[] bytes(Request request) {
    InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    request.setDestinationContext(new AddressEndpointContext(nowhere));
    return new UdpDataSerializer().getByteArray(request);
  }

  static Message parse(byte[] bytes) {
    InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    return new UdpDataParser()
        .parseMessage(
            RawData.inbound(bytes, new AddressEndpointContext(nowhere), false, 0L, nowhere));
  }

  @Override
  public void close() {
    socket.close();
  }
}

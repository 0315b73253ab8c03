package city.veedel.simulator.ledger;

import city.veedel.simulator.load.CoapRequest;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Confirmable POST (RFC 7252): the same message id again while nobody answers, patience once an
 * empty acknowledgement promised a separate response.
 */
final class CoapExchange implements Exchange {
  private static final Duration ACK_TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_RETRANSMIT = 4;
  private static final Duration SEPARATE_RESPONSE = Duration.ofSeconds(20);
  private static final int BUFFER_BYTES = 2_048;
  private static final int SERVICE_UNAVAILABLE = 0xA3;
  private static final int TOO_MANY_REQUESTS = 0x9D;
  private static final int UNAUTHORIZED = 0x81;

  private final DatagramSocket socket;
  private final byte[] options;
  private final DatagramPacket received = new DatagramPacket(new byte[BUFFER_BYTES], BUFFER_BYTES);
  private int messageId = ThreadLocalRandom.current().nextInt(1 << 16);
  private int token = ThreadLocalRandom.current().nextInt();

  CoapExchange(InetSocketAddress server, LedgerDevice device) throws IOException {
    this.socket = new DatagramSocket();
    this.options = CoapRequest.options(device.id(), device.secret());
    socket.connect(server);
  }

  @Override
  public Answer send(byte[] payload) throws IOException {
    byte[] request = CoapRequest.confirmable(messageId, ++token, options, payload);
    messageId = messageId + 1 & 0xFFFF;
    boolean promised = false;
    for (int attempt = 0; attempt <= MAX_RETRANSMIT && !promised; attempt++) {
      socket.send(new DatagramPacket(request, request.length));
      long deadline = System.nanoTime() + ACK_TIMEOUT.toNanos();
      Heard heard = listenUntil(deadline);
      if (heard instanceof Heard.Response response) {
        return response.answer();
      }
      promised = heard instanceof Heard.Promise;
    }
    if (promised
        && listenUntil(System.nanoTime() + SEPARATE_RESPONSE.toNanos())
            instanceof Heard.Response response) {
      return response.answer();
    }
    throw new SocketTimeoutException("no answer from " + socket.getRemoteSocketAddress());
  }

  /** What came in for the request under way. */
  private sealed interface Heard {
    record Response(Answer answer) implements Heard {}

    /** An empty acknowledgement: the response comes by itself. */
    record Promise() implements Heard {}

    record Nothing() implements Heard {}
  }

  private Heard listenUntil(long deadline) throws IOException {
    boolean promised = false;
    while (true) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return promised ? new Heard.Promise() : new Heard.Nothing();
      }
      socket.setSoTimeout((int) millis);
      try {
        socket.receive(received);
      } catch (SocketTimeoutException e) {
        continue;
      }
      Heard heard = hear(ByteBuffer.wrap(received.getData(), 0, received.getLength()));
      if (heard instanceof Heard.Response) {
        return heard;
      }
      promised |= heard instanceof Heard.Promise;
    }
  }

  private Heard hear(ByteBuffer datagram) throws IOException {
    if (datagram.remaining() < CoapRequest.HEADER_LENGTH) {
      return new Heard.Nothing();
    }
    int first = datagram.get() & 0xFF;
    int type = first >>> 4 & 3;
    int code = datagram.get() & 0xFF;
    short id = datagram.getShort();
    if (type == CoapRequest.CON) {
      byte[] ack = CoapRequest.empty(CoapRequest.ACK, id);
      socket.send(new DatagramPacket(ack, ack.length));
    }
    if (code == 0) {
      boolean isOurs = type == CoapRequest.ACK && (id & 0xFFFF) == (messageId - 1 & 0xFFFF);
      return isOurs ? new Heard.Promise() : new Heard.Nothing();
    }
    // A port that nobody has any more may become this socket's own: then it hears its request.
    boolean isResponse = code >>> 5 >= 2;
    boolean hasToken =
        (first & 0xF) == CoapRequest.TOKEN_LENGTH
            && datagram.remaining() >= CoapRequest.TOKEN_LENGTH;
    return isResponse && hasToken && datagram.getInt() == token
        ? new Heard.Response(answer(code))
        : new Heard.Nothing();
  }

  private static Answer answer(int code) {
    if (code >>> 5 == 2) {
      return Answer.ACKNOWLEDGED;
    }
    return switch (code) {
      // A server that has just started may not know the device yet.
      case SERVICE_UNAVAILABLE, TOO_MANY_REQUESTS, UNAUTHORIZED -> Answer.LATER;
      default -> code >>> 5 == 5 ? Answer.LATER : Answer.REFUSED;
    };
  }

  @Override
  public void close() {
    socket.close();
  }
}

package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A client in lockstep: sends bytes, waits for a packet, says what it must be. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  /** A packet of the server. */
  static final class Received {
    private final int firstByte;
    private final byte[] body;

    private Received(int firstByte, byte[] body) {
      this.firstByte = firstByte;
      this.body = body;
    }

    int firstByte() {
      return firstByte;
    }

    byte[] body() {
      return body;
    }

    int at(int index) {
      return body[index] & 0xFF;
    }

    int packetId() {
      return at(0) << 8 | at(1);
    }

    /** The whole body read as text, to look for words in it. */
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "%02X %s".formatted(firstByte, HexFormat.of().formatHex(body));
    }
  }

  private final Socket socket;
  private final DataInputStream in;

  RawClient(int port) throws IOException {
    this(port, 0);
  }

  /**
   * @param receiveWindow bytes the client's system takes before it stops; 0 for as usual
   */
  RawClient(int port, int receiveWindow) throws IOException {
    socket = new Socket();
    if (receiveWindow > 0) {
      socket.setReceiveBufferSize(receiveWindow);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(socket.getInputStream());
  }

  void send(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void send(Packets.Connect connect) throws IOException {
    send(connect.toBytes());
  }

  Received receive() throws IOException {
    int firstByte = in.readUnsignedByte();
    int length = 0;
    int digit;
    int shift = 0;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 127) << shift;
      shift += 7;
    } while (digit > 127);
    byte[] body = new byte[length];
    in.readFully(body);
    return new Received(firstByte, body);
  }

  Received expect(int firstByte) throws IOException {
    Received received = receive();
    assertThat(received.firstByte()).as("first byte of %s", received).isEqualTo(firstByte);
    return received;
  }

  Received expectConnack(int code) throws IOException {
    Received connack = expect(0x20);
    assertThat(connack.at(1)).as("CONNACK code").isEqualTo(code);
    return connack;
  }

  /** PUBACK, PUBREC or PUBCOMP without an error. */
  void expectAck(int firstByte, int packetId) throws IOException {
    Received ack = expect(firstByte);
    assertThat(ack.packetId()).isEqualTo(packetId);
    assertThat(ack.body()).hasSize(2);
  }

  /** PUBACK, PUBREC or PUBCOMP with a reason. */
  Received expectAck(int firstByte, int packetId, int reasonCode) throws IOException {
    Received ack = expect(firstByte);
    assertThat(ack.packetId()).isEqualTo(packetId);
    assertThat(ack.at(2)).isEqualTo(reasonCode);
    return ack;
  }

  /** DISCONNECT, then the end. */
  Received expectDisconnect(int reasonCode) throws IOException {
    Received disconnect = expect(0xE0);
    assertThat(disconnect.at(0)).as("reason in %s", disconnect).isEqualTo(reasonCode);
    expectClosed();
    return disconnect;
  }

  /** The end of the connection, and nothing before it. */
  void expectClosed() throws IOException {
    try {
      assertThat(in.read()).as("end of stream").isEqualTo(-1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is still open", e);
    } catch (SocketException | EOFException e) {
      return; // a reset is an end as well
    }
  }

  /** Says something that is always answered, to see that nothing else was said before. */
  void expectNothingBut(int firstByte, byte[] question) throws IOException {
    send(question);
    expect(firstByte);
  }

  /** The server answers a PINGREQ, and has sent nothing else since. */
  void expectSilence() throws IOException {
    expectNothingBut(0xD0, Packets.pingreq());
  }

  /** Ends the connection without a word. */
  void vanish() throws IOException {
    socket.close();
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

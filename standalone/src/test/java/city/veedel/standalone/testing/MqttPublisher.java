package city.veedel.standalone.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One MQTT 3.1.1 connection of a device that publishes with QoS 1, each after the one before. */
public final class MqttPublisher implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int CONNACK = 0x20;
  private static final int PUBACK = 0x40;

  private final String device;
  private final Socket socket;
  private final DataInputStream in;
  private int lastId;

  private MqttPublisher(String device, Socket socket) throws IOException {
    this.device = device;
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /**
   * Connects and waits for the answer.
   *
   * @throws IOException when it is not let in
   */
  public static MqttPublisher connect(int port, String device, String secret) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
      MqttPublisher publisher = new MqttPublisher(device, socket);
      publisher.introduce(secret);
      return publisher;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void introduce(String secret) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeUTF("MQTT");
    body.writeByte(4);
    // User name, password, clean session.
    body.writeByte(0xC2);
    body.writeShort(600);
    body.writeUTF(device);
    body.writeUTF(device);
    body.writeUTF(secret);
    send(0x10, bytes.toByteArray());
    expect(CONNACK, 0);
  }

  /**
   * Publishes and waits until it is acknowledged.
   *
   * @throws IOException when it is not
   */
  public void publish(String payload) throws IOException {
    lastId = lastId % 0xFFFF + 1;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeUTF("v1/" + device + "/up");
    body.writeShort(lastId);
    body.write(payload.getBytes(StandardCharsets.UTF_8));
    send(0x32, bytes.toByteArray());
    expect(PUBACK, lastId);
  }

  /** Waits until the server ends the connection. */
  public void awaitCut() throws IOException {
    try {
      while (in.read() >= 0) {
        // A DISCONNECT is not of MQTT 3.1.1; anything else is of no interest.
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return; // a reset is an end as well
    }
  }

  private void send(int firstByte, byte[] body) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(firstByte);
    int rest = body.length;
    do {
      packet.write(rest > 127 ? rest & 127 | 128 : rest);
      rest >>>= 7;
    } while (rest > 0);
    packet.writeBytes(body);
    socket.getOutputStream().write(packet.toByteArray());
  }

  private void expect(int firstByte, int number) throws IOException {
    int first = in.readUnsignedByte();
    byte[] body = new byte[in.readUnsignedByte()];
    in.readFully(body);
    if (first != firstByte
        || body.length != 2
        || ((body[0] & 0xFF) << 8 | body[1] & 0xFF) != number) {
      throw new IOException(
          "expected %02x of %d, got %02x with %d bytes, the second %d"
              .formatted(firstByte, number, first, body.length, body[1]));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

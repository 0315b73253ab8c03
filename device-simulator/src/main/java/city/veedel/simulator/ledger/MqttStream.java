package city.veedel.simulator.ledger;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** MQTT 5.0 on one blocking socket: what a device says, and the packets a server may answer. */
final class MqttStream implements AutoCloseable {
  static final int CONNACK = 2;
  static final int PUBACK = 4;
  static final int PUBREC = 5;
  static final int PUBCOMP = 7;
  private static final int DISCONNECT = 14;
  private static final int PINGRESP = 13;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than a server may be paused, so that the same connection goes on afterwards. */
  private static final Duration SILENCE = Duration.ofSeconds(25);

  private static final int MAX_PACKET_BYTES = 1 << 16;
  private static final int SESSION_EXPIRY = 0x11;
  private static final int SESSION_SECONDS = 3_600;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /** A packet with a packet identifier, or CONNACK with its flags in place of one. */
  record Packet(int type, int id, int reason) {
    boolean isRefusal() {
      return reason >= 0x80;
    }
  }

  private MqttStream(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  /** Connects and sends CONNECT; the first packet to come is the CONNACK. */
  static MqttStream open(InetSocketAddress server, LedgerDevice device) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) SILENCE.toMillis());
      socket.connect(server, (int) CONNECT_TIMEOUT.toMillis());
      MqttStream stream = new MqttStream(socket);
      stream.connect(device);
      return stream;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void connect(LedgerDevice device) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    data.writeUTF("MQTT");
    data.writeByte(5);
    // User name, password, and clean start unless the session is kept.
    data.writeByte(device.keepsSession() ? 0xC0 : 0xC2);
    data.writeShort(60);
    if (device.keepsSession()) {
      data.writeByte(5);
      data.writeByte(SESSION_EXPIRY);
      data.writeInt(SESSION_SECONDS);
    } else {
      data.writeByte(0);
    }
    data.writeUTF(device.id());
    data.writeUTF(device.id());
    data.writeUTF(device.secret());
    send(0x10, body.toByteArray());
  }

  void publish(LedgerDevice device, int id, boolean isRepeat, byte[] payload) throws IOException {
    int qos = device.protocol() == LedgerDevice.Protocol.MQTT_QOS_2 ? 2 : 1;
    byte[] topic = ("v1/" + device.id() + "/up").getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream body = new ByteArrayOutputStream(topic.length + payload.length + 5);
    DataOutputStream data = new DataOutputStream(body);
    data.writeShort(topic.length);
    data.write(topic);
    data.writeShort(id);
    data.writeByte(0);
    data.write(payload);
    send(0x30 | (isRepeat ? 0x08 : 0) | qos << 1, body.toByteArray());
  }

  void pubrel(int id) throws IOException {
    send(0x62, new byte[] {(byte) (id >>> 8), (byte) id});
  }

  /** Two threads send: the one that has something new, and the one that answers PUBREC. */
  private synchronized void send(int first, byte[] body) throws IOException {
    byte[] packet = new byte[5 + body.length];
    int at = 0;
    packet[at++] = (byte) first;
    int rest = body.length;
    while (rest > 0x7F) {
      packet[at++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    packet[at++] = (byte) rest;
    System.arraycopy(body, 0, packet, at, body.length);
    out.write(packet, 0, at + body.length);
  }

  /**
   * @throws IOException if the server ends the conversation, is silent for too long, or says what
   *     it must not
   */
  Packet receive() throws IOException {
    int type = in.readUnsignedByte() >>> 4;
    int length = length();
    if (length > MAX_PACKET_BYTES) {
      throw new IOException("a packet of " + length + " bytes");
    }
    byte[] body = new byte[length];
    in.readFully(body);
    return switch (type) {
      case CONNACK, PUBACK, PUBREC, PUBCOMP -> packet(type, body);
      case PINGRESP -> receive();
      case DISCONNECT ->
          throw new IOException("DISCONNECT 0x" + Integer.toHexString(length > 0 ? body[0] : 0));
      default -> throw new IOException("a packet of type " + type);
    };
  }

  private static Packet packet(int type, byte[] body) throws IOException {
    if (body.length < 2) {
      throw new IOException("a packet of type " + type + " of " + body.length + " bytes");
    }
    if (type == CONNACK) {
      return new Packet(type, body[0] & 1, body[1] & 0xFF);
    }
    int id = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
    return new Packet(type, id, body.length > 2 ? body[2] & 0xFF : 0);
  }

  private int length() throws IOException {
    int length = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int next = in.readUnsignedByte();
      length |= (next & 0x7F) << shift;
      if (next < 0x80) {
        return length;
      }
    }
    throw new IOException("a length of more than four bytes");
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Closing is all that is wanted.
    }
  }
}

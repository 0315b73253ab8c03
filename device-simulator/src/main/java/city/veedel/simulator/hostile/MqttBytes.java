package city.veedel.simulator.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Packets of MQTT 5.0, in order or not. */
final class MqttBytes {
  static final int PUBLISH_QOS_2 = 0x34;
  static final int PUBREL = 0x62;

  /** A type that no version has: whoever reads it must close. */
  static final byte[] FORBIDDEN = {0, 0};

  /** 268,435,455: the longest there is. */
  private static final byte[] LONGEST = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};

  private MqttBytes() {}

  /** Clean start, keep alive 60 s, no properties. */
  static byte[] connect(String clientId, String user, String password) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text("MQTT", body);
    body.writeBytes(new byte[] {5, (byte) 0xC2, 0, 60, 0});
    text(clientId, body);
    text(user, body);
    text(password, body);
    return packet(0x10, body.toByteArray());
  }

  static byte[] publishQos2(String device, int id, String payload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text("v1/" + device + "/up", body);
    body.write(id >>> 8);
    body.write(id);
    body.write(0);
    body.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
    return packet(PUBLISH_QOS_2, body.toByteArray());
  }

  static void text(String text, ByteArrayOutputStream out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes.length >>> 8);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  static byte[] packet(int first, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 5);
    out.write(first);
    int rest = body.length;
    while (rest > 0x7F) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(body);
    return out.toByteArray();
  }

  /** The beginning of a packet as long as the protocol allows. */
  static byte[] hugeHead(int first) {
    byte[] head = new byte[1 + LONGEST.length];
    head[0] = (byte) first;
    System.arraycopy(LONGEST, 0, head, 1, LONGEST.length);
    return head;
  }

  static byte[] repeated(byte[] packet, int times) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(packet.length * times);
    for (int i = 0; i < times; i++) {
      out.writeBytes(packet);
    }
    return out.toByteArray();
  }
}

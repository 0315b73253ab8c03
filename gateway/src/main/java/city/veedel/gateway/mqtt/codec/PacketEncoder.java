package city.veedel.gateway.mqtt.codec;

import city.veedel.model.Payload;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Appends the server's packets to a buffer. A packet never exceeds the Maximum Packet Size of the
 * client [MQTT-3.1.2-24]: a reason string is left out first [MQTT-3.4.2-2].
 */
public final class PacketEncoder {
  private static final PropertyWriter NO_PROPERTIES = new PropertyWriter();
  private static final int MAX_REASON_CHARS = 512;

  /** An explanation may quote a payload; U+0000 must not be in a string [MQTT-1.5.4-2]. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final boolean v5;
  private final long maxPacketBytes;
  private final boolean explains;

  /**
   * @param maxPacketBytes the client's Maximum Packet Size
   * @param explains whether the client wants reason strings (Request Problem Information)
   */
  public PacketEncoder(MqttVersion version, long maxPacketBytes, boolean explains) {
    this.v5 = version == MqttVersion.V5;
    this.maxPacketBytes = maxPacketBytes;
    this.explains = explains;
  }

  /** Section 3.2. {@code code} is a return code of 3.1.1 or a reason code of 5.0. */
  public void connack(Buffer out, boolean sessionPresent, int code, PropertyWriter properties) {
    Buffer body = Buffer.buffer(8);
    body.appendByte((byte) (sessionPresent ? 1 : 0)).appendByte((byte) code);
    if (v5) {
      appendProperties(body, properties);
    }
    append(out, PacketType.CONNACK.firstByte(), body);
  }

  /** PUBACK, PUBREC, PUBREL or PUBCOMP without an error. */
  public void acknowledge(Buffer out, PacketType type, int packetId) {
    out.appendInt(type.firstByte() << 24 | 2 << 16 | packetId);
  }

  /** PUBACK, PUBREC, PUBREL or PUBCOMP with a reason: MQTT 5 only. */
  public void acknowledge(
      Buffer out, PacketType type, int packetId, int reasonCode, String explanation) {
    Buffer body = Buffer.buffer(8);
    body.appendUnsignedShort(packetId).appendByte((byte) reasonCode);
    appendReasonString(body, explanation);
    append(out, type.firstByte(), body);
  }

  /** SUBACK; its codes are granted QoS or reasons. */
  public void suback(Buffer out, int packetId, byte[] codes) {
    appendCodes(out, PacketType.SUBACK, packetId, codes);
  }

  /** UNSUBACK; 3.1.1 has no codes in it. */
  public void unsuback(Buffer out, int packetId, byte[] codes) {
    appendCodes(out, PacketType.UNSUBACK, packetId, v5 ? codes : new byte[0]);
  }

  private void appendCodes(Buffer out, PacketType type, int packetId, byte[] codes) {
    Buffer body = Buffer.buffer(8);
    body.appendUnsignedShort(packetId);
    if (v5) {
      appendProperties(body, NO_PROPERTIES);
    }
    append(out, type.firstByte(), body.appendBytes(codes));
  }

  public void pingresp(Buffer out) {
    out.appendByte((byte) PacketType.PINGRESP.firstByte()).appendByte((byte) 0);
  }

  /** Section 3.14: MQTT 5 only, in 3.1.1 a server just closes. */
  public void disconnect(Buffer out, ReasonCode reason, String explanation) {
    Buffer body = Buffer.buffer(8);
    body.appendByte((byte) reason.value());
    appendReasonString(body, explanation);
    append(out, PacketType.DISCONNECT.firstByte(), body);
  }

  /** Whether a message of this size may be sent to the client at all [MQTT-3.1.2-25]. */
  public boolean fits(String topic, Payload payload) {
    return 5 + 2 + topic.length() + 2 + 1 + (long) payload.length() <= maxPacketBytes;
  }

  /** Section 3.3. {@code packetId} is left out for QoS 0. */
  public void publish(
      Buffer out, String topic, Payload payload, int qos, boolean repeated, int packetId) {
    Buffer body = Buffer.buffer(topic.length() + payload.length() + 8);
    appendText(body, topic);
    if (qos > 0) {
      body.appendUnsignedShort(packetId);
    }
    if (v5) {
      appendProperties(body, NO_PROPERTIES);
    }
    body.appendBytes(payload.bytes());
    append(out, 0x30 | (repeated ? 8 : 0) | qos << 1, body);
  }

  private void appendReasonString(Buffer body, String explanation) {
    String text = CONTROL.matcher(explanation).replaceAll("?").transform(PacketEncoder::shortened);
    PropertyWriter properties = new PropertyWriter().text(Property.REASON_STRING, text);
    // 5 is the longest fixed header, 4 the longest property length.
    boolean fits = 5 + body.length() + 4 + properties.bytes().length() <= maxPacketBytes;
    if (explains && !text.isEmpty() && fits) {
      appendProperties(body, properties);
    }
  }

  private static String shortened(String text) {
    return text.length() > MAX_REASON_CHARS ? text.substring(0, MAX_REASON_CHARS) : text;
  }

  private static void append(Buffer out, int firstByte, Buffer body) {
    out.appendByte((byte) firstByte);
    appendVariable(out, body.length());
    out.appendBuffer(body);
  }

  private static void appendProperties(Buffer out, PropertyWriter properties) {
    appendVariable(out, properties.bytes().length());
    out.appendBuffer(properties.bytes());
  }

  private static void appendVariable(Buffer out, int value) {
    int rest = value;
    while (rest > 0x7F) {
      out.appendByte((byte) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.appendByte((byte) rest);
  }

  static void appendText(Buffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.appendUnsignedShort(bytes.length).appendBytes(bytes);
  }
}

package city.veedel.gateway.mqtt.codec;

import static city.veedel.gateway.mqtt.codec.PacketType.AUTH;
import static city.veedel.gateway.mqtt.codec.PacketType.CONNACK;
import static city.veedel.gateway.mqtt.codec.PacketType.CONNECT;
import static city.veedel.gateway.mqtt.codec.PacketType.DISCONNECT;
import static city.veedel.gateway.mqtt.codec.PacketType.PUBACK;
import static city.veedel.gateway.mqtt.codec.PacketType.PUBCOMP;
import static city.veedel.gateway.mqtt.codec.PacketType.PUBLISH;
import static city.veedel.gateway.mqtt.codec.PacketType.PUBREC;
import static city.veedel.gateway.mqtt.codec.PacketType.PUBREL;
import static city.veedel.gateway.mqtt.codec.PacketType.SUBACK;
import static city.veedel.gateway.mqtt.codec.PacketType.SUBSCRIBE;
import static city.veedel.gateway.mqtt.codec.PacketType.UNSUBACK;
import static city.veedel.gateway.mqtt.codec.PacketType.UNSUBSCRIBE;

import org.jspecify.annotations.Nullable;

/** Table 2-4 of MQTT 5.0: identifier, type, and the packets a property may appear in. */
public enum Property {
  PAYLOAD_FORMAT_INDICATOR(0x01, Type.FLAG, true, PUBLISH),
  MESSAGE_EXPIRY_INTERVAL(0x02, Type.FOUR_BYTES, true, PUBLISH),
  CONTENT_TYPE(0x03, Type.TEXT, true, PUBLISH),
  RESPONSE_TOPIC(0x08, Type.TEXT, true, PUBLISH),
  CORRELATION_DATA(0x09, Type.BINARY, true, PUBLISH),
  SUBSCRIPTION_IDENTIFIER(0x0B, Type.VARIABLE, false, PUBLISH, SUBSCRIBE),
  SESSION_EXPIRY_INTERVAL(0x11, Type.FOUR_BYTES, false, CONNECT, CONNACK, DISCONNECT),
  ASSIGNED_CLIENT_IDENTIFIER(0x12, Type.TEXT, false, CONNACK),
  SERVER_KEEP_ALIVE(0x13, Type.TWO_BYTES, false, CONNACK),
  AUTHENTICATION_METHOD(0x15, Type.TEXT, false, CONNECT, CONNACK, AUTH),
  AUTHENTICATION_DATA(0x16, Type.BINARY, false, CONNECT, CONNACK, AUTH),
  REQUEST_PROBLEM_INFORMATION(0x17, Type.FLAG, false, CONNECT),
  WILL_DELAY_INTERVAL(0x18, Type.FOUR_BYTES, true),
  REQUEST_RESPONSE_INFORMATION(0x19, Type.FLAG, false, CONNECT),
  RESPONSE_INFORMATION(0x1A, Type.TEXT, false, CONNACK),
  SERVER_REFERENCE(0x1C, Type.TEXT, false, CONNACK, DISCONNECT),
  REASON_STRING(
      0x1F,
      Type.TEXT,
      false,
      CONNACK,
      PUBACK,
      PUBREC,
      PUBREL,
      PUBCOMP,
      SUBACK,
      UNSUBACK,
      DISCONNECT,
      AUTH),
  RECEIVE_MAXIMUM(0x21, Type.TWO_BYTES, false, CONNECT, CONNACK),
  TOPIC_ALIAS_MAXIMUM(0x22, Type.TWO_BYTES, false, CONNECT, CONNACK),
  TOPIC_ALIAS(0x23, Type.TWO_BYTES, false, PUBLISH),
  MAXIMUM_QOS(0x24, Type.FLAG, false, CONNACK),
  RETAIN_AVAILABLE(0x25, Type.FLAG, false, CONNACK),
  USER_PROPERTY(
      0x26,
      Type.PAIR,
      true,
      CONNECT,
      CONNACK,
      PUBLISH,
      PUBACK,
      PUBREC,
      PUBREL,
      PUBCOMP,
      SUBSCRIBE,
      SUBACK,
      UNSUBSCRIBE,
      UNSUBACK,
      DISCONNECT,
      AUTH),
  MAXIMUM_PACKET_SIZE(0x27, Type.FOUR_BYTES, false, CONNECT, CONNACK),
  WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Type.FLAG, false, CONNACK),
  SUBSCRIPTION_IDENTIFIERS_AVAILABLE(0x29, Type.FLAG, false, CONNACK),
  SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Type.FLAG, false, CONNACK);

  /** How a property's value is written. */
  enum Type {
    /** One byte that is 0 or 1. */
    FLAG,
    TWO_BYTES,
    FOUR_BYTES,
    VARIABLE,
    TEXT,
    BINARY,
    PAIR
  }

  private static final @Nullable Property[] BY_IDENTIFIER = new Property[0x2B];

  static {
    for (Property property : values()) {
      BY_IDENTIFIER[property.identifier] = property;
    }
  }

  private final int identifier;
  private final Type type;
  private final boolean inWill;

  /** One bit for each packet type. */
  private final int packets;

  Property(int identifier, Type type, boolean inWill, PacketType... packets) {
    this.identifier = identifier;
    this.type = type;
    this.inWill = inWill;
    int bits = 0;
    for (PacketType packet : packets) {
      bits |= 1 << packet.number();
    }
    this.packets = bits;
  }

  int identifier() {
    return identifier;
  }

  Type type() {
    return type;
  }

  boolean mayBeIn(PacketType packet) {
    return (packets & 1 << packet.number()) != 0;
  }

  boolean mayBeInWill() {
    return inWill;
  }

  /** The property of this identifier, or null. */
  static @Nullable Property find(int identifier) {
    return identifier < BY_IDENTIFIER.length ? BY_IDENTIFIER[identifier] : null;
  }
}

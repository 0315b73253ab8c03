package city.veedel.gateway.mqtt.codec;

/** Control packet types and the flags their first byte must have (sections 2.1.2 and 2.1.3). */
public enum PacketType {
  CONNECT(1, 0),
  CONNACK(2, 0),
  PUBLISH(3, -1),
  PUBACK(4, 0),
  PUBREC(5, 0),
  PUBREL(6, 2),
  PUBCOMP(7, 0),
  SUBSCRIBE(8, 2),
  SUBACK(9, 0),
  UNSUBSCRIBE(10, 2),
  UNSUBACK(11, 0),
  PINGREQ(12, 0),
  PINGRESP(13, 0),
  DISCONNECT(14, 0),
  AUTH(15, 0);

  private static final PacketType[] BY_NUMBER = new PacketType[16];

  static {
    for (PacketType type : values()) {
      BY_NUMBER[type.number] = type;
    }
  }

  private final int number;
  private final int flags;

  PacketType(int number, int flags) {
    this.number = number;
    this.flags = flags;
  }

  /** The number in the first byte, 1 to 15. */
  int number() {
    return number;
  }

  /** The first byte of a packet of this type, for all but PUBLISH. */
  int firstByte() {
    return number << 4 | flags;
  }

  /**
   * The type named by the first byte of a packet. Type 0 is forbidden, flags other than those
   * listed make the packet malformed [MQTT-2.1.3-1].
   */
  static PacketType of(int firstByte) {
    if (firstByte >>> 4 == 0) {
      throw new ProtocolViolation(ReasonCode.MALFORMED_PACKET, "packet type 0 is forbidden");
    }
    PacketType type = BY_NUMBER[firstByte >>> 4];
    if (type.flags >= 0 && (firstByte & 0x0F) != type.flags) {
      throw new ProtocolViolation(
          ReasonCode.MALFORMED_PACKET,
          "the flags of " + type + " must be " + type.flags + ", not " + (firstByte & 0x0F));
    }
    return type;
  }
}

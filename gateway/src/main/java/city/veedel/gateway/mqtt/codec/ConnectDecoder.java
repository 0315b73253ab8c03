package city.veedel.gateway.mqtt.codec;

import city.veedel.gateway.mqtt.codec.Packet.Connect;
import city.veedel.gateway.mqtt.codec.Packet.WillMessage;
import city.veedel.model.Payload;
import org.jspecify.annotations.Nullable;

/** The first packet of a connection (section 3.1). */
public final class ConnectDecoder {
  private static final int USER_NAME = 0x80;
  private static final int PASSWORD = 0x40;
  private static final int WILL_RETAIN = 0x20;
  private static final int WILL = 0x04;
  private static final int CLEAN_START = 0x02;

  /** How the version of a CONNECT that could not be read in whole is to be answered. */
  private MqttVersion version = MqttVersion.V3_1_1;

  private boolean versionKnown;

  /** The version that was asked for, if decoding came so far. */
  public @Nullable MqttVersion findVersion() {
    return versionKnown ? version : null;
  }

  public Connect decode(Frame frame) {
    WireReader in = frame.body();
    readVersion(in);
    int flags = in.oneByte();
    checkFlags(flags);
    int keepAliveSeconds = in.twoBytes();
    Properties properties =
        version == MqttVersion.V5 ? Properties.read(in, PacketType.CONNECT) : Properties.NONE;
    checkProperties(properties);
    String clientId = in.text();
    WillMessage will = (flags & WILL) != 0 ? readWill(in, flags) : null;
    String userName = (flags & USER_NAME) != 0 ? in.text() : null;
    Payload password = (flags & PASSWORD) != 0 ? in.binary() : null;
    if (in.hasMore()) {
      throw ProtocolViolation.malformed("CONNECT with " + in.remaining() + " bytes too many");
    }
    return new Connect(
        version,
        (flags & CLEAN_START) != 0,
        keepAliveSeconds,
        clientId,
        userName,
        password,
        will,
        properties);
  }

  /** Protocol name and level: [MQTT-3.1.2-1], [MQTT-3.1.2-2]. */
  private void readVersion(WireReader in) {
    String name = in.text();
    int level = in.oneByte();
    boolean old = name.equals("MQIsdp") && level == 3;
    if (!old && !name.equals("MQTT")) {
      throw ProtocolViolation.error("the protocol name is not MQTT");
    }
    versionKnown = true;
    if (old || level != 4 && level != 5) {
      version = level > 5 ? MqttVersion.V5 : MqttVersion.V3_1_1;
      throw new ProtocolViolation(
          ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
          "protocol level " + level + "; spoken are 4 (MQTT 3.1.1) and 5 (MQTT 5.0)");
    }
    version = level == 5 ? MqttVersion.V5 : MqttVersion.V3_1_1;
  }

  private void checkFlags(int flags) {
    boolean will = (flags & WILL) != 0;
    int willQos = flags >> 3 & 3;
    if ((flags & 1) != 0) {
      throw ProtocolViolation.malformed("the reserved connect flag is set [MQTT-3.1.2-3]");
    }
    if (willQos == 3 || !will && (willQos != 0 || (flags & WILL_RETAIN) != 0)) {
      throw ProtocolViolation.malformed("will flags contradict each other [MQTT-3.1.2-11]");
    }
    if (version == MqttVersion.V3_1_1 && (flags & (USER_NAME | PASSWORD)) == PASSWORD) {
      throw ProtocolViolation.malformed("a password without a user name [MQTT-3.1.2-22 of 3.1.1]");
    }
  }

  private static void checkProperties(Properties properties) {
    if (properties.number(Property.RECEIVE_MAXIMUM, 1) == 0) {
      throw ProtocolViolation.error("Receive Maximum is 0");
    }
    if (properties.number(Property.MAXIMUM_PACKET_SIZE, 1) == 0) {
      throw ProtocolViolation.error("Maximum Packet Size is 0");
    }
    if (properties.has(Property.AUTHENTICATION_DATA)
        && !properties.has(Property.AUTHENTICATION_METHOD)) {
      throw ProtocolViolation.error("authentication data without a method");
    }
  }

  private WillMessage readWill(WireReader in, int flags) {
    Properties properties = version == MqttVersion.V5 ? Properties.readOfWill(in) : Properties.NONE;
    return new WillMessage(
        in.text(), in.binary(), flags >> 3 & 3, (flags & WILL_RETAIN) != 0, properties);
  }
}

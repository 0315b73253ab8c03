package city.veedel.gateway.mqtt;

import city.veedel.gateway.mqtt.codec.MqttVersion;
import city.veedel.gateway.mqtt.codec.PacketEncoder;
import city.veedel.gateway.mqtt.codec.Property;
import city.veedel.gateway.mqtt.codec.PropertyWriter;
import city.veedel.gateway.mqtt.codec.ReasonCode;
import io.vertx.core.buffer.Buffer;

/** The answer to a CONNECT in both versions (section 3.2). */
final class Connack {
  /** Longest fixed header, flags, code and property length. */
  private static final int AROUND_PROPERTIES = 5 + 2 + 4;

  private Connack() {}

  /** Whether the client's Maximum Packet Size lets it be welcomed [MQTT-3.1.2-24]. */
  static boolean fits(Welcome welcome, MqttConfig.Messages limits) {
    return AROUND_PROPERTIES + properties(welcome, limits).length() <= welcome.maxPacketBytes();
  }

  /** Says what this server does and does not offer, where MQTT 5 lets it. */
  static void welcome(
      Buffer out,
      PacketEncoder encoder,
      Welcome welcome,
      boolean sessionPresent,
      MqttConfig.Messages limits) {
    encoder.connack(out, sessionPresent, ReasonCode.SUCCESS.value(), properties(welcome, limits));
  }

  private static PropertyWriter properties(Welcome welcome, MqttConfig.Messages limits) {
    PropertyWriter properties =
        new PropertyWriter()
            .number(Property.RECEIVE_MAXIMUM, limits.receiveMaximum())
            .number(Property.MAXIMUM_PACKET_SIZE, limits.maxPacketBytes())
            .number(Property.RETAIN_AVAILABLE, 0)
            .number(Property.TOPIC_ALIAS_MAXIMUM, 0)
            .number(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 0)
            .number(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, 0)
            .number(Property.SHARED_SUBSCRIPTION_AVAILABLE, 0);
    if (welcome.keepAliveChanged()) {
      properties.number(Property.SERVER_KEEP_ALIVE, welcome.keepAliveSeconds());
    }
    if (welcome.sessionExpiryChanged()) {
      properties.number(Property.SESSION_EXPIRY_INTERVAL, welcome.sessionExpiry().toSeconds());
    }
    if (welcome.assignedClientId()) {
      properties.text(Property.ASSIGNED_CLIENT_IDENTIFIER, welcome.clientId());
    }
    return properties;
  }

  /**
   * Says no [MQTT-3.2.2-6].
   *
   * @param maxPacketBytes what the client takes at most; the explanation may not fit
   *     [MQTT-3.2.2-19]
   * @return false if 3.1.1 has no return code for this reason: then the socket is just closed
   */
  static boolean deny(
      Buffer out, MqttVersion version, ReasonCode reason, String explanation, long maxPacketBytes) {
    PacketEncoder encoder = new PacketEncoder(version, maxPacketBytes, true);
    if (version == MqttVersion.V5) {
      PropertyWriter properties = new PropertyWriter().text(Property.REASON_STRING, explanation);
      boolean fits = AROUND_PROPERTIES + properties.length() <= maxPacketBytes;
      encoder.connack(out, false, reason.value(), fits ? properties : new PropertyWriter());
      return true;
    }
    int returnCode = returnCode(reason);
    if (returnCode > 0) {
      encoder.connack(out, false, returnCode, new PropertyWriter());
    }
    return returnCode > 0;
  }

  /** Table 3.1 of MQTT 3.1.1, or 0 where it has nothing. */
  private static int returnCode(ReasonCode reason) {
    return switch (reason) {
      case UNSUPPORTED_PROTOCOL_VERSION -> 1;
      case CLIENT_IDENTIFIER_NOT_VALID -> 2;
      case SERVER_BUSY, CONNECTION_RATE_EXCEEDED, QUOTA_EXCEEDED -> 3;
      case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED -> 5;
      default -> 0;
    };
  }
}

package city.veedel.gateway.mqtt;

import city.veedel.gateway.mqtt.codec.MqttVersion;
import city.veedel.gateway.mqtt.codec.PacketEncoder;
import city.veedel.gateway.mqtt.codec.Property;
import city.veedel.gateway.mqtt.codec.PropertyWriter;
import city.veedel.gateway.mqtt.codec.ReasonCode;
import io.vertx.core.buffer.Buffer;

/** The answer to a CONNECT in both versions (section 3.2). */
final class Connack {
  private Connack() {}

  /** Says what this server does and does not offer, where MQTT 5 lets it. */
  static void welcome(
      Buffer out,
      PacketEncoder encoder,
      Welcome welcome,
      boolean sessionPresent,
      MqttConfig.Messages limits) {
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
    encoder.connack(out, sessionPresent, ReasonCode.SUCCESS.value(), properties);
  }

  /**
   * Says no [MQTT-3.2.2-6].
   *
   * @return false if 3.1.1 has no return code for this reason: then the socket is just closed
   */
  static boolean deny(Buffer out, MqttVersion version, ReasonCode reason, String explanation) {
    PacketEncoder encoder = new PacketEncoder(version, Long.MAX_VALUE, true);
    if (version == MqttVersion.V5) {
      PropertyWriter properties = new PropertyWriter().text(Property.REASON_STRING, explanation);
      encoder.connack(out, false, reason.value(), properties);
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

package city.veedel.gateway.mqtt.codec;

import city.veedel.model.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A packet that a client may send. */
public sealed interface Packet {
  /**
   * Section 3.1.
   *
   * @param cleanStart Clean Start, or Clean Session of 3.1.1
   * @param keepAliveSeconds 0 switches it off
   */
  record Connect(
      MqttVersion version,
      boolean cleanStart,
      int keepAliveSeconds,
      String clientId,
      @Nullable String userName,
      @Nullable Payload password,
      @Nullable WillMessage will,
      Properties properties)
      implements Packet {}

  /** The will of a CONNECT (section 3.1.2.5). */
  record WillMessage(
      String topic, Payload payload, int qos, boolean retain, Properties properties) {}

  /**
   * Section 3.3.
   *
   * @param packetId 0 for QoS 0
   * @param bytes length of the whole packet
   */
  record Publish(
      String topic,
      Payload payload,
      int qos,
      boolean retain,
      int packetId,
      Properties properties,
      int bytes)
      implements Packet {}

  /** PUBACK, PUBREC, PUBREL or PUBCOMP (sections 3.4 to 3.7). */
  record Acknowledgement(PacketType type, int packetId, int reasonCode) implements Packet {}

  /** Section 3.8. */
  record Subscribe(int packetId, List<Subscription> subscriptions, Properties properties)
      implements Packet {}

  /** A topic filter and the greatest QoS wanted for it. */
  record Subscription(String filter, int qos) {}

  /** Section 3.10. */
  record Unsubscribe(int packetId, List<String> filters) implements Packet {}

  /** Section 3.12. */
  record PingRequest() implements Packet {}

  /** Section 3.14. */
  record Disconnect(int reasonCode, Properties properties) implements Packet {}
}

package city.veedel.gateway.mqtt.codec;

import city.veedel.gateway.mqtt.codec.Packet.Acknowledgement;
import city.veedel.gateway.mqtt.codec.Packet.Disconnect;
import city.veedel.gateway.mqtt.codec.Packet.PingRequest;
import city.veedel.gateway.mqtt.codec.Packet.Publish;
import city.veedel.gateway.mqtt.codec.Packet.Subscribe;
import city.veedel.gateway.mqtt.codec.Packet.Subscription;
import city.veedel.gateway.mqtt.codec.Packet.Unsubscribe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets of a connected client. What is not exactly as the standard writes it is refused with a
 * {@link ProtocolViolation}. Belongs to one connection: it remembers the topic last seen, as nearly
 * every device only ever publishes to one.
 */
public final class PacketDecoder {
  private final boolean v5;
  private String lastTopic = "";
  private byte[] lastTopicBytes = new byte[0];

  public PacketDecoder(MqttVersion version) {
    this.v5 = version == MqttVersion.V5;
  }

  public Packet decode(Frame frame) {
    WireReader in = frame.body();
    PacketType type = PacketType.of(frame.firstByte());
    Packet packet =
        switch (type) {
          case PUBLISH -> publish(frame.firstByte(), in, frame.bytes());
          case PUBACK, PUBREC, PUBREL, PUBCOMP -> acknowledgement(type, in);
          case SUBSCRIBE -> subscribe(in);
          case UNSUBSCRIBE -> unsubscribe(in);
          case PINGREQ -> new PingRequest();
          case DISCONNECT -> disconnect(in);
          case AUTH -> throw ProtocolViolation.error("AUTH without an authentication method");
          case CONNECT, CONNACK, SUBACK, UNSUBACK, PINGRESP ->
              throw ProtocolViolation.error("a client does not send " + type + " here");
        };
    if (in.hasMore()) {
      throw ProtocolViolation.malformed(type + " with " + in.remaining() + " bytes too many");
    }
    return packet;
  }

  private Publish publish(int firstByte, WireReader in, int bytes) {
    int qos = firstByte >> 1 & 3;
    boolean repeated = (firstByte & 8) != 0;
    if (qos == 3) {
      throw ProtocolViolation.malformed("QoS 3 [MQTT-3.3.1-4]");
    }
    if (repeated && qos == 0) {
      throw ProtocolViolation.malformed("DUP with QoS 0 [MQTT-3.3.1-2]");
    }
    String topic = topic(in);
    int packetId = qos == 0 ? 0 : packetId(in);
    Properties properties = v5 ? Properties.read(in, PacketType.PUBLISH) : Properties.NONE;
    if (properties.has(Property.SUBSCRIPTION_IDENTIFIER)) {
      throw ProtocolViolation.error("a client's PUBLISH has no Subscription Identifier");
    }
    return new Publish(topic, in.rest(), qos, (firstByte & 1) != 0, packetId, properties, bytes);
  }

  private String topic(WireReader in) {
    if (lastTopicBytes.length == 0 || !in.skipText(lastTopicBytes)) {
      lastTopic = in.text();
      lastTopicBytes = lastTopic.getBytes(StandardCharsets.UTF_8);
    }
    return lastTopic;
  }

  private Acknowledgement acknowledgement(PacketType type, WireReader in) {
    int packetId = packetId(in);
    int reasonCode = v5 && in.hasMore() ? in.oneByte() : 0;
    if (v5 && in.hasMore()) {
      Properties.read(in, type);
    }
    return new Acknowledgement(type, packetId, reasonCode);
  }

  private Subscribe subscribe(WireReader in) {
    int packetId = packetId(in);
    Properties properties = v5 ? Properties.read(in, PacketType.SUBSCRIBE) : Properties.NONE;
    List<Subscription> subscriptions = new ArrayList<>(1);
    do {
      subscriptions.add(subscription(in.text(), in.oneByte()));
    } while (in.hasMore());
    return new Subscribe(packetId, List.copyOf(subscriptions), properties);
  }

  /** Subscription options: section 3.8.3.1; reserved bits [MQTT-3.8.3-5]. */
  private Subscription subscription(String filter, int options) {
    int qos = options & 3;
    int retainHandling = options >> 4 & 3;
    boolean noLocal = (options & 4) != 0;
    if (qos == 3 || (options & (v5 ? 0xC0 : 0xFC)) != 0) {
      throw ProtocolViolation.malformed("subscription options " + options);
    }
    if (retainHandling == 3 || noLocal && filter.startsWith("$share/")) {
      throw ProtocolViolation.error("subscription options " + options);
    }
    return new Subscription(filter, qos);
  }

  private Unsubscribe unsubscribe(WireReader in) {
    int packetId = packetId(in);
    if (v5) {
      Properties.read(in, PacketType.UNSUBSCRIBE);
    }
    List<String> filters = new ArrayList<>(1);
    do {
      filters.add(in.text());
    } while (in.hasMore());
    return new Unsubscribe(packetId, List.copyOf(filters));
  }

  private Disconnect disconnect(WireReader in) {
    int reasonCode = v5 && in.hasMore() ? in.oneByte() : 0;
    Properties properties =
        v5 && in.hasMore() ? Properties.read(in, PacketType.DISCONNECT) : Properties.NONE;
    if (properties.has(Property.SERVER_REFERENCE)) {
      throw ProtocolViolation.error("a client's DISCONNECT has no Server Reference");
    }
    return new Disconnect(reasonCode, properties);
  }

  /** Never 0 [MQTT-2.2.1-3]. */
  private static int packetId(WireReader in) {
    int packetId = in.twoBytes();
    if (packetId == 0) {
      throw ProtocolViolation.error("packet identifier 0");
    }
    return packetId;
  }
}

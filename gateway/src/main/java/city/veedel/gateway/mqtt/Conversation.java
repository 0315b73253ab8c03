package city.veedel.gateway.mqtt;

import city.veedel.gateway.mqtt.codec.Frame;
import city.veedel.gateway.mqtt.codec.Packet;
import city.veedel.gateway.mqtt.codec.Packet.Acknowledgement;
import city.veedel.gateway.mqtt.codec.PacketDecoder;
import city.veedel.gateway.mqtt.codec.PacketType;
import city.veedel.gateway.mqtt.codec.Property;
import city.veedel.gateway.mqtt.codec.ProtocolViolation;
import city.veedel.gateway.mqtt.codec.ReasonCode;
import city.veedel.gateway.registry.KnownDevice;
import java.time.Duration;
import java.util.Optional;

/**
 * What is said between CONNACK and the end: each packet goes to who knows it. Belongs to one event
 * loop. Times are {@link System#nanoTime}.
 */
final class Conversation {
  /** Control packets may come in a burst of as many seconds' worth. */
  private static final int BURST_SECONDS = 10;

  private final FrontEnd shared;
  private final Client client;
  private final PacketDecoder decoder;
  private final Publications publications;
  private final Subscriptions subscriptions;
  private final TokenBucket controlPackets;
  private Duration sessionExpiry;
  private boolean saidGoodbye;
  private boolean closedByClient;
  private long recheckAt;

  Conversation(FrontEnd shared, Client client, long now) {
    this.shared = shared;
    this.client = client;
    this.decoder = new PacketDecoder(client.welcome().version());
    this.publications = new Publications(shared, client, now);
    this.subscriptions = new Subscriptions(shared, client);
    int perSecond = shared.config().connections().controlPacketsPerSecond();
    this.controlPackets = new TokenBucket(perSecond, (double) perSecond * BURST_SECONDS, now);
    this.sessionExpiry = client.welcome().sessionExpiry();
    this.recheckAt = now + shared.config().timeouts().recheck().toNanos();
  }

  /** Says welcome and takes up what the session left open. */
  void begin(boolean sessionPresent) {
    Connack.welcome(
        client.wire().out(),
        client.encoder(),
        client.welcome(),
        sessionPresent,
        shared.config().messages());
    subscriptions.resume();
  }

  void take(Frame frame, long now) {
    Packet packet = decoder.decode(frame);
    switch (packet) {
      case Packet.Publish publish -> publications.publish(publish, now);
      case Acknowledgement acknowledgement -> acknowledged(acknowledgement, now);
      case Packet.Subscribe subscribe -> {
        takeControlPacket(now);
        subscriptions.subscribe(subscribe);
      }
      case Packet.Unsubscribe unsubscribe -> {
        takeControlPacket(now);
        subscriptions.unsubscribe(unsubscribe);
      }
      case Packet.PingRequest _ -> {
        takeControlPacket(now);
        client.encoder().pingresp(client.wire().out());
      }
      case Packet.Disconnect disconnect -> disconnected(disconnect);
      case Packet.Connect _ -> throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "CONNECT");
    }
  }

  private void takeControlPacket(long now) {
    if (!controlPackets.take(now)) {
      throw new ProtocolViolation(
          ReasonCode.MESSAGE_RATE_TOO_HIGH, "too many PINGREQ, SUBSCRIBE or UNSUBSCRIBE");
    }
  }

  private void acknowledged(Acknowledgement packet, long now) {
    switch (packet.type()) {
      case PUBREL -> publications.release(packet, now);
      case PUBACK -> subscriptions.acknowledged(packet);
      // Nothing of ours has QoS 2. A client that mixed up its sessions is helped to forget.
      case PUBREC -> answerStrayPubrec(packet);
      default -> {} // a stray PUBCOMP needs no answer (section 4.3.3)
    }
  }

  private void answerStrayPubrec(Acknowledgement pubrec) {
    if (!client.speaksV5()) {
      throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "PUBREC for a message never sent");
    }
    if (pubrec.reasonCode() < 0x80) {
      client
          .encoder()
          .acknowledge(
              client.wire().out(),
              PacketType.PUBREL,
              pubrec.packetId(),
              ReasonCode.PACKET_IDENTIFIER_NOT_FOUND.value(),
              "");
    }
  }

  /** Section 3.14: the will is kept only with reason code 0x04. */
  private void disconnected(Packet.Disconnect disconnect) {
    if (disconnect.properties().has(Property.SESSION_EXPIRY_INTERVAL)) {
      Duration wanted =
          Duration.ofSeconds(disconnect.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0));
      if (sessionExpiry.isZero() && !wanted.isZero()) {
        throw new ProtocolViolation(
            ReasonCode.PROTOCOL_ERROR, "a session that ends with its connection cannot be kept");
      }
      sessionExpiry = shared.sessions().capped(wanted);
    }
    saidGoodbye = disconnect.reasonCode() == ReasonCode.SUCCESS.value();
    closedByClient = true;
  }

  /** Whether the client has sent DISCONNECT. */
  boolean isOver() {
    return closedByClient;
  }

  /** Whether nothing waits for the journal. */
  boolean isIdle() {
    return publications.isIdle();
  }

  void tick(long now) {
    publications.tick(now);
    if (now - recheckAt >= 0) {
      recheck(now);
    }
  }

  /** Is the device still enabled, its secret still valid? */
  void recheck(long now) {
    recheckAt = now + shared.config().timeouts().recheck().toNanos();
    Optional<KnownDevice> device =
        shared
            .directory()
            .authenticate(client.session().device().value(), client.welcome().secret());
    if (device.isPresent()) {
      publications.know(device.get());
    } else {
      client
          .ending()
          .end(ReasonCode.ADMINISTRATIVE_ACTION, "the device is disabled or its secret replaced");
    }
  }

  /** A will counts only for a device that went without a word and may still speak. */
  void end(Session.Owner owner, boolean willCounts, long now) {
    publications.end();
    subscriptions.end();
    Welcome welcome = client.welcome();
    boolean sessionEnds = shared.sessions().leave(client.session(), owner, sessionExpiry, now);
    if (welcome.will() == null || saidGoodbye || !willCounts) {
      return;
    }
    Duration delay =
        welcome.willDelay().compareTo(sessionExpiry) < 0 ? welcome.willDelay() : sessionExpiry;
    if (sessionEnds || delay.isZero()) {
      shared.wills().handIn(welcome.will());
    } else {
      shared.wills().delay(client.session(), welcome.will(), now + delay.toNanos());
    }
  }
}

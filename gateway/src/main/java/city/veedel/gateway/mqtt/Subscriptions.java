package city.veedel.gateway.mqtt;

import city.veedel.gateway.mqtt.DownlinkWindow.InFlight;
import city.veedel.gateway.mqtt.codec.Packet.Acknowledgement;
import city.veedel.gateway.mqtt.codec.Packet.Subscribe;
import city.veedel.gateway.mqtt.codec.Packet.Subscription;
import city.veedel.gateway.mqtt.codec.Packet.Unsubscribe;
import city.veedel.gateway.mqtt.codec.Property;
import city.veedel.gateway.mqtt.codec.ProtocolViolation;
import city.veedel.gateway.mqtt.codec.ReasonCode;
import city.veedel.model.Payload;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one thing a device may listen to: messages to itself. Belongs to one event loop; only {@link
 * #deliver} is for any thread.
 */
final class Subscriptions implements Subscribers.Subscriber {
  private static final int FAILURE_OF_3_1_1 = 0x80;

  private final FrontEnd shared;
  private final Client client;
  private final Session session;
  private final int maxInFlight;
  private final AtomicInteger onTheWay = new AtomicInteger();
  private boolean ended;

  Subscriptions(FrontEnd shared, Client client) {
    this.shared = shared;
    this.client = client;
    this.session = client.session();
    this.maxInFlight =
        Math.min(
            shared.config().messages().maxDownlinksInFlight(), client.welcome().receiveMaximum());
  }

  /** Goes on where the session was left: what was not acknowledged is sent again, with DUP. */
  void resume() {
    if (session.subscribedQos().isPresent()) {
      shared.subscribers().add(session.device(), this);
    }
    for (InFlight message : session.downlinks().unacknowledged()) {
      send(message, true);
    }
  }

  void subscribe(Subscribe subscribe) {
    if (subscribe.properties().has(Property.SUBSCRIPTION_IDENTIFIER)) {
      throw new ProtocolViolation(
          ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
          "Subscription Identifiers Available is 0");
    }
    checkCount(subscribe.subscriptions().size());
    byte[] codes = new byte[subscribe.subscriptions().size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) subscribe(subscribe.subscriptions().get(i));
    }
    client.encoder().suback(client.wire().out(), subscribe.packetId(), codes);
  }

  private int subscribe(Subscription subscription) {
    if (subscription.filter().equals(client.topics().down())) {
      int granted = Math.min(subscription.qos(), 1);
      session.subscribe(granted);
      shared.subscribers().add(session.device(), this);
      return granted;
    }
    return client.speaksV5()
        ? DeviceTopics.whyNotSubscribe(subscription.filter()).value()
        : FAILURE_OF_3_1_1;
  }

  void unsubscribe(Unsubscribe unsubscribe) {
    checkCount(unsubscribe.filters().size());
    byte[] codes = new byte[unsubscribe.filters().size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) unsubscribe(unsubscribe.filters().get(i)).value();
    }
    client.encoder().unsuback(client.wire().out(), unsubscribe.packetId(), codes);
  }

  private ReasonCode unsubscribe(String filter) {
    if (!filter.equals(client.topics().down()) || session.subscribedQos().isEmpty()) {
      return ReasonCode.NO_SUBSCRIPTION_EXISTED;
    }
    session.unsubscribe();
    shared.subscribers().remove(session.device(), this);
    return ReasonCode.SUCCESS;
  }

  private void checkCount(int filters) {
    int limit = shared.config().messages().maxFiltersPerPacket();
    if (filters > limit) {
      throw new ProtocolViolation(
          ReasonCode.QUOTA_EXCEEDED, filters + " topic filters; allowed are " + limit);
    }
  }

  @Override
  public void deliver(Payload payload, CompletableFuture<Downlinks.Result> result) {
    if (onTheWay.incrementAndGet() > maxInFlight) {
      onTheWay.decrementAndGet();
      finish(result, Downlinks.Result.BUSY);
      return;
    }
    client
        .eventLoop()
        .execute(() -> {
          onTheWay.decrementAndGet();
          send(payload, result);
        });
  }

  private void send(Payload payload, CompletableFuture<Downlinks.Result> result) {
    OptionalInt qos = session.subscribedQos();
    if (ended || qos.isEmpty()) {
      finish(result, Downlinks.Result.NOT_CONNECTED);
    } else if (!client.encoder().fits(client.topics().down(), payload)) {
      finish(result, Downlinks.Result.TOO_LARGE);
    } else if (client.wire().isFull() || session.downlinks().size() >= maxInFlight) {
      finish(result, Downlinks.Result.BUSY);
    } else if (qos.getAsInt() == 0) {
      client.encoder().publish(client.wire().out(), client.topics().down(), payload, 0, false, 0);
      client.wire().flush();
      finish(result, Downlinks.Result.SENT);
    } else {
      send(session.downlinks().add(payload, result), false);
      client.wire().flush();
    }
  }

  private void send(InFlight message, boolean repeated) {
    client
        .encoder()
        .publish(
            client.wire().out(),
            client.topics().down(),
            message.payload(),
            1,
            repeated,
            message.packetId());
  }

  /** PUBACK of the device; one that answers nothing is ignored. */
  void acknowledged(Acknowledgement puback) {
    InFlight message = session.downlinks().acknowledged(puback.packetId());
    if (message != null) {
      finish(
          message.result(),
          puback.reasonCode() < 0x80 ? Downlinks.Result.DELIVERED : Downlinks.Result.REFUSED);
    }
  }

  private void finish(CompletableFuture<Downlinks.Result> result, Downlinks.Result how) {
    shared.metrics().downlink(how);
    result.complete(how);
  }

  void end() {
    ended = true;
    shared.subscribers().remove(session.device(), this);
  }
}

package city.veedel.gateway.mqtt;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.mqtt.codec.Packet.Acknowledgement;
import city.veedel.gateway.mqtt.codec.Packet.Publish;
import city.veedel.gateway.mqtt.codec.PacketType;
import city.veedel.gateway.mqtt.codec.Property;
import city.veedel.gateway.mqtt.codec.ProtocolViolation;
import city.veedel.gateway.mqtt.codec.ReasonCode;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.journal.Handshake;
import city.veedel.model.Outcome;
import city.veedel.model.Protocol;
import city.veedel.model.RefusalReason;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a device publishes: checked against its limits, handed in, answered in order. Belongs to one
 * event loop. Times are those of {@link FrontEnd#nanoTime}.
 */
final class Publications {
  /** An entry costs memory even if its payload is empty. */
  private static final int BYTES_PER_ENTRY = 128;

  private final FrontEnd shared;
  private final Client client;
  private final Answers answers;
  private final AckQueue queue;
  private final DeviceRates.Allowance allowance;
  private final RateExcess rateExcess;

  /** QoS 2 messages of this connection without PUBCOMP: they count against Receive Maximum. */
  private final Set<Integer> exactlyOnce = new HashSet<>();

  private int atLeastOnce;
  private int foreignTopics;
  private int discardedInARow;
  private long retryAt;
  private long busySince;
  private boolean isBusy;
  private boolean ended;
  private KnownDevice device;

  /** Came too early for its device's rate; nothing is read until it is handed in. */
  private @Nullable Publish deferred;

  Publications(FrontEnd shared, Client client, long now) {
    this.shared = shared;
    this.client = client;
    this.device = client.welcome().device();
    this.allowance = shared.rates().of(device.id());
    this.answers = new Answers(client, shared.metrics());
    this.queue =
        new AckQueue(shared.unackedBytes(), client.eventLoop(), this::answer, this::drained);
    this.rateExcess = new RateExcess(shared.config().timeouts().rateExcess(), now);
  }

  /** The device as a newer snapshot of the registry has it. */
  void know(KnownDevice present) {
    device = present;
  }

  boolean isIdle() {
    return queue.size() == 0;
  }

  void publish(Publish publish, long now) {
    shared.metrics().message(publish.qos());
    boolean repeat = publish.qos() == 2 && client.session().exactlyOnce().knows(publish.packetId());
    checkReceiveMaximum(publish, repeat);
    checkFeatures(publish);
    if (repeat) {
      shared.metrics().repeated();
    }
    Duration wait = allowance.take();
    if (wait.isPositive()) {
      deferred = publish;
      hold(Hold.RATE, now);
      rateExcess.heldUntil(now + wait.toNanos(), now);
    } else {
      accept(publish, now);
    }
  }

  private void accept(Publish publish, long now) {
    RefusalReason refused =
        publish.topic().equals(client.topics().up()) ? null : foreignTopic(publish.topic());
    if (publish.qos() == 1) {
      atLeastOnce++;
    } else if (publish.qos() == 2 && refused == null) {
      exactlyOnce.add(publish.packetId());
    }
    add(
        new Pending(
            PacketType.PUBLISH,
            publish.qos(),
            publish.packetId(),
            publish.bytes() + BYTES_PER_ENTRY,
            refused == null ? () -> handIn(publish) : () -> refuse(refused)),
        now);
  }

  /** Takes up the message that was too early, if it is not any more. */
  private void retryDeferred(long now) {
    Publish early = deferred;
    if (early == null || !rateExcess.isOver(now)) {
      return;
    }
    Duration wait = allowance.take();
    if (wait.isPositive()) {
      rateExcess.heldUntil(now + wait.toNanos(), now);
      return;
    }
    deferred = null;
    accept(early, now);
    client.gate().release(Hold.RATE);
  }

  /** [MQTT-3.3.4-7]; 3.1.1 has no such limit, its clients are not read from instead. */
  private void checkReceiveMaximum(Publish publish, boolean repeat) {
    int limit = shared.config().messages().receiveMaximum();
    if (client.speaksV5()
        && publish.qos() > 0
        && atLeastOnce + exactlyOnce.size() >= limit
        && !exactlyOnce.contains(publish.packetId())) {
      throw new ProtocolViolation(
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
          "more than " + limit + " messages are not acknowledged");
    }
    int maxHandshakes = shared.config().sessions().maxOpenHandshakes();
    if (publish.qos() == 2 && !repeat && client.session().exactlyOnce().open() >= maxHandshakes) {
      throw new ProtocolViolation(
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
          "more than " + maxHandshakes + " messages of QoS 2 are not released");
    }
  }

  private void checkFeatures(Publish publish) {
    if (publish.properties().has(Property.TOPIC_ALIAS)) {
      throw new ProtocolViolation(
          ReasonCode.TOPIC_ALIAS_INVALID, "Topic Alias Maximum is 0 [MQTT-3.3.2-9]");
    }
    if (publish.retain() && client.speaksV5()) {
      throw new ProtocolViolation(
          ReasonCode.RETAIN_NOT_SUPPORTED, "Retain Available is 0 [MQTT-3.2.2-14]");
    }
    if (publish.topic().isEmpty()) {
      throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "an empty topic without an alias");
    }
    if (DeviceTopics.hasWildcard(publish.topic())) {
      throw new ProtocolViolation(
          ReasonCode.TOPIC_NAME_INVALID, "a wildcard in a topic name [MQTT-3.3.2-2]");
    }
  }

  /** The first message to a topic that is not the device's own is answered, the second not. */
  private RefusalReason foreignTopic(String topic) {
    RefusalReason reason = DeviceTopics.whyNotPublish(topic);
    foreignTopics++;
    shared.metrics().refused(reason);
    if (foreignTopics > 1 || !client.speaksV5()) {
      throw new ProtocolViolation(
          reason == RefusalReason.NOT_AUTHORIZED
              ? ReasonCode.NOT_AUTHORIZED
              : ReasonCode.TOPIC_NAME_INVALID,
          "a device publishes to " + client.topics().up() + " only");
    }
    return reason;
  }

  private CompletionStage<Outcome> refuse(RefusalReason reason) {
    return CompletableFuture.completedFuture(
        new Outcome.Refused(
            reason, "a device publishes to " + client.topics().up() + " only", "", false));
  }

  private CompletionStage<Outcome> handIn(Publish publish) {
    boolean refusalIsTold = client.speaksV5() && publish.qos() > 0;
    if (publish.qos() < 2) {
      return shared.intake().handIn(arrival(publish, refusalIsTold, null));
    }
    return client
        .session()
        .exactlyOnce()
        .receive(
            publish.packetId(),
            refusalIsTold,
            begins -> shared.intake().handIn(arrival(publish, refusalIsTold, begins)));
  }

  private Arrival arrival(Publish publish, boolean refusalIsTold, @Nullable Handshake begins) {
    ContentFormat format = Greeting.contentFormat(publish.properties());
    return new Arrival(
        device,
        Protocol.MQTT,
        publish.qos() > 0,
        publish.topic(),
        format,
        publish.payload(),
        refusalIsTold,
        begins);
  }

  /** PUBREL: the client has seen PUBREC and frees the identifier (section 4.3.3). */
  void release(Acknowledgement pubrel, long now) {
    ExactlyOnce received = client.session().exactlyOnce();
    if (received.isUndecided(pubrel.packetId())) {
      throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "PUBREL before PUBREC");
    }
    if (!received.knows(pubrel.packetId())) {
      answers.unknownRelease(pubrel.packetId());
      return;
    }
    add(
        new Pending(
            PacketType.PUBREL,
            2,
            pubrel.packetId(),
            BYTES_PER_ENTRY,
            () -> {
              Optional<CompletionStage<Outcome>> ending = received.release(pubrel.packetId());
              return ending.orElseGet(
                  () -> CompletableFuture.completedFuture(new Outcome.Accepted(0, 0)));
            }),
        now);
  }

  private void add(Pending pending, long now) {
    queue.add(pending);
    MqttConfig.Messages limits = shared.config().messages();
    // One more than Receive Maximum is read, so that a v5 client that exceeds it is found out.
    if (queue.size() > limits.receiveMaximum() || queue.bytes() > limits.maxUnackedBytes()) {
      hold(Hold.UNACKED, now);
    }
    if (shared.unackedBytes().get() > limits.maxUnackedBytesInAll()) {
      hold(Hold.UNACKED_IN_ALL, now);
    }
  }

  private void hold(Hold reason, long now) {
    shared.metrics().held(reason);
    client.gate().hold(reason, now);
  }

  /** Answers the head of the queue, unless it is to be handed in again. */
  private boolean answer(Pending pending) {
    Outcome outcome = pending.outcome();
    if (outcome == null) {
      client.ending().end(ReasonCode.UNSPECIFIED_ERROR, "the server cannot store messages");
      return false;
    }
    if (outcome instanceof Outcome.Busy busy) {
      long now = shared.nanoTime().getAsLong();
      hold(Hold.BUSY, now);
      if (!isBusy) {
        isBusy = true;
        busySince = now;
      }
      retryAt = now + Math.clamp(busy.retryAfter().toNanos(), 10_000_000L, 1_000_000_000L);
      return false;
    }
    if (isBusy) {
      isBusy = false;
      queue.retryBusy();
    }
    if (pending.packet() == PacketType.PUBREL) {
      exactlyOnce.remove(pending.packetId());
    } else if (pending.qos() == 1) {
      atLeastOnce--;
    }
    if (outcome instanceof Outcome.Refused && client.speaksV5()) {
      exactlyOnce.remove(pending.packetId());
    }
    return !endForQuota(pending, outcome) && answers.answer(pending, outcome);
  }

  /** A client that goes on and on over its device's quota does not read what it is told. */
  private boolean endForQuota(Pending pending, Outcome outcome) {
    if (pending.packet() != PacketType.PUBLISH) {
      return false;
    }
    if (!(outcome instanceof Outcome.Refused refused)
        || refused.reason() != RefusalReason.QUOTA_EXCEEDED) {
      discardedInARow = 0;
      return false;
    }
    discardedInARow++;
    if (discardedInARow <= shared.config().messages().maxDiscardedInARow()) {
      return false;
    }
    client.ending().end(ReasonCode.QUOTA_EXCEEDED, refused.detail());
    return true;
  }

  private void drained() {
    if (ended) {
      return;
    }
    client.wire().flush();
    if (!isBusy) {
      client.gate().release(Hold.BUSY);
    }
    MqttConfig.Messages limits = shared.config().messages();
    // Half, so that reading does not stop and go with every acknowledgement.
    if (queue.size() <= limits.receiveMaximum() / 2
        && queue.bytes() <= limits.maxUnackedBytes() / 2) {
      client.gate().release(Hold.UNACKED);
    }
  }

  void tick(long now) {
    MqttConfig.Timeouts timeouts = shared.config().timeouts();
    if (isBusy && now - retryAt >= 0) {
      retryAt = now + 1_000_000_000L;
      if (!queue.retryHead()) {
        busySince = now; // it has a place: what is slow now is decoding, not the server
      }
    }
    if (shared.unackedBytes().get() <= shared.config().messages().maxUnackedBytesInAll()) {
      client.gate().release(Hold.UNACKED_IN_ALL);
    }
    retryDeferred(now);
    long busy = timeouts.busy().toNanos();
    if (isBusy && now - busySince > busy
        || client.gate().heldFor(Hold.UNACKED_IN_ALL, now).orElse(0) > busy) {
      client.ending().end(ReasonCode.SERVER_BUSY, "the server cannot take messages for now");
    } else if (rateExcess.isPersistent(now)) {
      client.ending().end(ReasonCode.MESSAGE_RATE_TOO_HIGH, "the device sends faster than it may");
    }
  }

  /** Nothing more is handed in or answered. */
  void end() {
    ended = true;
    deferred = null;
    isBusy = false;
    queue.clear();
  }
}

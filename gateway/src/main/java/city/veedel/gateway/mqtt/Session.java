package city.veedel.gateway.mqtt;

import city.veedel.journal.Journal;
import city.veedel.model.DeviceId;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the server keeps of a client between connections (section 4.1): open QoS 2 handshakes, the
 * subscription, and messages to the device that it has not acknowledged. Owned by one connection at
 * a time; {@link Sessions} guards who that is.
 */
final class Session {
  /** The connection a session belongs to. */
  interface Owner {
    /** Ends the connection; completes once it will hand in nothing more. */
    CompletionStage<Void> retire();
  }

  private final DeviceId device;
  private final String clientId;
  private final ExactlyOnce exactlyOnce;
  private final DownlinkWindow downlinks = new DownlinkWindow();
  private OptionalInt subscribedQos = OptionalInt.empty();

  // Guarded by Sessions.
  private @Nullable Owner owner;
  private long leftAt;
  private long expiresAt;

  Session(DeviceId device, String clientId, Journal journal) {
    this.device = device;
    this.clientId = clientId;
    this.exactlyOnce = new ExactlyOnce(handshakeClient(device, clientId), journal);
  }

  /** Names the session in the journal; a device id has no slash, so no two collide. */
  static String handshakeClient(DeviceId device, String clientId) {
    return device + "/" + clientId;
  }

  DeviceId device() {
    return device;
  }

  String clientId() {
    return clientId;
  }

  ExactlyOnce exactlyOnce() {
    return exactlyOnce;
  }

  DownlinkWindow downlinks() {
    return downlinks;
  }

  /** The QoS granted for the device's own downlink, if it is subscribed. */
  OptionalInt subscribedQos() {
    return subscribedQos;
  }

  void subscribe(int qos) {
    subscribedQos = OptionalInt.of(qos);
  }

  void unsubscribe() {
    subscribedQos = OptionalInt.empty();
  }

  /** Clean start, or the end of the session. */
  void discard() {
    exactlyOnce.discard();
    downlinks.discard();
    subscribedQos = OptionalInt.empty();
  }

  @Nullable Owner owner() {
    return owner;
  }

  void own(@Nullable Owner newOwner) {
    this.owner = newOwner;
  }

  void leave(long now, long keptNanos) {
    this.owner = null;
    this.leftAt = now;
    this.expiresAt = now + keptNanos;
  }

  long leftAt() {
    return leftAt;
  }

  boolean isExpired(long now) {
    return owner == null && now - expiresAt >= 0;
  }
}

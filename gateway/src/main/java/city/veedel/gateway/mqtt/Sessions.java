package city.veedel.gateway.mqtt;

import city.veedel.journal.Handshake;
import city.veedel.journal.Journal;
import city.veedel.model.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All sessions, by device and client id: a client id belongs to the device that uses it, so nobody
 * can take over the session of another device. Any thread; every change to who owns a session
 * happens inside {@code compute} of its device.
 */
final class Sessions {
  /**
   * A session for a new connection.
   *
   * @param present whether it was there before
   * @param predecessorGone completes once the connection that had it will hand in nothing more
   */
  record Claim(Session session, boolean present, CompletionStage<Void> predecessorGone) {}

  private static final CompletionStage<Void> NOBODY = CompletableFuture.completedFuture(null);

  private final MqttConfig.SessionState limits;
  private final Journal journal;
  private final ConcurrentHashMap<DeviceId, Map<String, Session>> byDevice =
      new ConcurrentHashMap<>();

  /** Recovers the sessions that have a QoS 2 handshake open in the journal. */
  Sessions(MqttConfig.SessionState limits, Journal journal, long now) {
    this.limits = limits;
    this.journal = journal;
    for (Handshake handshake : journal.openHandshakes()) {
      recover(handshake, now);
    }
  }

  private void recover(Handshake handshake, long now) {
    int slash = handshake.client().indexOf('/');
    if (slash < 0 || !DeviceId.isValid(handshake.client().substring(0, slash))) {
      return; // of another front end
    }
    DeviceId device = new DeviceId(handshake.client().substring(0, slash));
    String clientId = handshake.client().substring(slash + 1);
    Session session =
        byDevice
            .computeIfAbsent(device, _ -> new LinkedHashMap<>())
            .computeIfAbsent(clientId, id -> new Session(device, id, journal));
    session.exactlyOnce().recover(handshake.number());
    session.leave(now, limits.maxExpiry().toNanos());
  }

  /**
   * Makes {@code owner} the one connection of this client [MQTT-3.1.4-3].
   *
   * @return empty if the device has too many connected clients
   */
  Optional<Claim> claim(DeviceId device, String clientId, Session.Owner owner) {
    Claimant claimant = new Claimant();
    byDevice.compute(
        device,
        (_, present) -> {
          Map<String, Session> sessions = present == null ? new LinkedHashMap<>() : present;
          claimant.session = sessions.get(clientId);
          claimant.present = claimant.session != null;
          if (claimant.session == null && makeRoom(sessions)) {
            claimant.session = new Session(device, clientId, journal);
            sessions.put(clientId, claimant.session);
          }
          if (claimant.session != null) {
            claimant.predecessor = claimant.session.owner();
            claimant.session.own(owner);
          }
          return sessions;
        });
    if (claimant.session == null) {
      return Optional.empty();
    }
    // Outside of compute: retiring may call back into this class.
    CompletionStage<Void> gone =
        claimant.predecessor == null ? NOBODY : claimant.predecessor.retire();
    return Optional.of(new Claim(claimant.session, claimant.present, gone));
  }

  /** What {@code compute} found. */
  private static final class Claimant {
    @Nullable Session session;
    boolean present;
    Session.@Nullable Owner predecessor;
  }

  /** The session that was left longest ago gives way to a new one. */
  private boolean makeRoom(Map<String, Session> sessions) {
    if (sessions.size() < limits.maxPerDevice()) {
      return true;
    }
    Optional<Session> longestAbsent =
        sessions.values().stream()
            .filter(session -> session.owner() == null)
            .min(Comparator.comparingLong(Session::leftAt));
    longestAbsent.ifPresent(session -> {
      sessions.remove(session.clientId());
      session.discard();
    });
    return longestAbsent.isPresent();
  }

  /**
   * The connection is gone; the session stays for {@code expiry}, at most as long as configured.
   * Does nothing if another connection has it by now.
   *
   * @return whether the session ended with the connection
   */
  boolean leave(Session session, Session.Owner owner, Duration expiry, long now) {
    boolean[] ended = {false};
    byDevice.computeIfPresent(
        session.device(),
        (_, sessions) -> {
          if (!owner.equals(session.owner())) {
            return sessions;
          }
          session.leave(now, capped(expiry).toNanos());
          if (expiry.isZero()) {
            sessions.remove(session.clientId());
            session.discard();
            ended[0] = true;
          }
          return sessions.isEmpty() ? null : sessions;
        });
    return ended[0];
  }

  Duration capped(Duration expiry) {
    return expiry.compareTo(limits.maxExpiry()) > 0 ? limits.maxExpiry() : expiry;
  }

  /** Ends the sessions whose time is over [MQTT-4.1.0-2]. */
  void expire(long now) {
    List<DeviceId> devices = new ArrayList<>(byDevice.keySet());
    for (DeviceId device : devices) {
      byDevice.computeIfPresent(
          device,
          (_, sessions) -> {
            List<Session> expired =
                sessions.values().stream().filter(session -> session.isExpired(now)).toList();
            for (Session session : expired) {
              sessions.remove(session.clientId());
              session.discard();
            }
            return sessions.isEmpty() ? null : sessions;
          });
    }
  }

  int size() {
    return byDevice.values().stream().mapToInt(Map::size).sum();
  }
}

package city.veedel.gateway.mqtt;

import city.veedel.gateway.mqtt.codec.ConnectDecoder;
import city.veedel.gateway.mqtt.codec.Frame;
import city.veedel.gateway.mqtt.codec.FrameReader;
import city.veedel.gateway.mqtt.codec.MqttVersion;
import city.veedel.gateway.mqtt.codec.Packet.Connect;
import city.veedel.gateway.mqtt.codec.PacketEncoder;
import city.veedel.gateway.mqtt.codec.Property;
import city.veedel.gateway.mqtt.codec.ProtocolViolation;
import city.veedel.gateway.mqtt.codec.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket, from the first byte to the last.
 *
 * <pre>
 *   AWAITING_CONNECT ──► TAKING_OVER ──► CONNECTED ──► LINGERING ──► CLOSED
 *          └──────── denied or broken ──────┴──────────────┘
 * </pre>
 *
 * Belongs to one event loop, but for {@link #retire}.
 */
final class Connection implements Session.Owner, Socket.Reader {
  private enum Phase {
    AWAITING_CONNECT,
    /** Waits until another connection of the same client has ended. */
    TAKING_OVER,
    CONNECTED,
    /** Has been told to go; what it still sends is thrown away. */
    LINGERING,
    CLOSED
  }

  /**
   * Packets in a row, before others have their turn: one read may bring 16,000 of 4 bytes, and each
   * is answered.
   */
  private static final int FRAMES_A_TURN = 512;

  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final CompletionStage<Void> NOBODY = CompletableFuture.completedFuture(null);

  private final FrontEnd shared;
  private final Socket socket;
  private final Admission.Verdict verdict;
  private final FrameReader frames;
  private final ConnectDecoder connectDecoder = new ConnectDecoder();
  private final ReadGate gate;
  private final Wire wire;
  private final long openedAt;

  private Phase phase = Phase.AWAITING_CONNECT;
  private boolean takingFrames;
  private boolean shuttingDown;
  private long heardAt;
  private long lingerUntil;
  private long abortAt;
  private CompletionStage<Void> predecessorGone = NOBODY;
  private @Nullable Session session;
  private @Nullable Conversation conversation;
  private @Nullable PacketEncoder encoder;
  private @Nullable Welcome welcome;

  /**
   * @param accepted taken away from Vert.x here
   * @param gone runs once the socket is closed, whoever closed it
   */
  Connection(
      FrontEnd shared,
      NetSocket accepted,
      WriteBufferWaterMark writeQueue,
      Admission.Verdict verdict,
      long now,
      Consumer<Connection> gone) {
    this.shared = shared;
    this.verdict = verdict;
    this.openedAt = now;
    this.heardAt = now;
    this.frames = new FrameReader(shared.config().connections().maxConnectBytes());
    this.socket = Socket.takeOver(accepted, writeQueue, this, () -> gone.accept(this));
    this.gate = new ReadGate(socket::pause, this::takeFramesAndResume);
    this.wire = new Wire(socket, shared.metrics(), this::outgoingIsFull);
    socket.resume();
  }

  @Override
  public void received(ByteBuf chunk) {
    shared.metrics().bytesIn(chunk.readableBytes());
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      return;
    }
    heardAt = System.nanoTime();
    frames.feed(chunk);
    takeFrames();
  }

  @Override
  public void drained() {
    wire.drained();
    gate.release(Hold.WRITE_QUEUE);
  }

  private void takeFramesAndResume() {
    heardAt = System.nanoTime(); // while we did not listen, silence was our own doing
    takeFrames();
    if (gate.isOpen()) {
      socket.resume();
    }
  }

  private void takeFrames() {
    if (takingFrames) {
      return; // the loop below goes on by itself
    }
    takingFrames = true;
    guard(this::takeFramesWhileOpen);
    takingFrames = false;
    wire.flush();
  }

  private void takeFramesWhileOpen() {
    int taken = 0;
    while (gate.isOpen() && (phase == Phase.CONNECTED || phase == Phase.AWAITING_CONNECT)) {
      Frame frame = frames.next();
      if (frame == null) {
        return;
      }
      take(frame);
      taken++;
      if (taken == FRAMES_A_TURN) {
        letOthersGoFirst();
      }
    }
  }

  private void letOthersGoFirst() {
    shared.metrics().held(Hold.TURN);
    gate.hold(Hold.TURN, heardAt);
    socket.eventLoop().execute(() -> gate.release(Hold.TURN));
  }

  /** Whatever goes wrong ends this connection and nothing else. */
  private void guard(Runnable work) {
    try {
      work.run();
    } catch (ProtocolViolation violation) {
      violated(violation);
    } catch (RuntimeException e) {
      log.error("An MQTT packet could not be handled; the connection is ended", e);
      end(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "internal error");
    }
  }

  private void take(Frame frame) {
    Conversation present = conversation;
    if (present == null) {
      connect(connectDecoder.decode(frame));
      return;
    }
    present.take(frame, heardAt);
    if (present.isOver()) {
      leave(true);
      close();
    }
  }

  private void connect(Connect connect) {
    switch (new Greeting(shared).decide(connect, verdict)) {
      case Greeting.Decision.Denied denied ->
          deny(
              connect.version(),
              denied.reason(),
              denied.explanation(),
              connect.properties().number(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE));
      case Greeting.Decision.Admitted admitted -> claim(admitted.welcome());
    }
  }

  private void claim(Welcome admitted) {
    var claim =
        shared.sessions().claim(admitted.device().id(), admitted.clientId(), this).orElse(null);
    if (claim == null) {
      deny(
          admitted.version(),
          ReasonCode.QUOTA_EXCEEDED,
          "too many clients of this device",
          admitted.maxPacketBytes());
      return;
    }
    phase = Phase.TAKING_OVER;
    session = claim.session();
    welcome = admitted;
    predecessorGone = claim.predecessorGone();
    gate.hold(Hold.TAKEOVER, heardAt);
    predecessorGone.whenComplete((_, _) ->
        socket.eventLoop().execute(() -> enter(claim.session(), admitted, claim.present())));
  }

  private void enter(Session claimed, Welcome admitted, boolean present) {
    if (phase != Phase.TAKING_OVER) {
      return;
    }
    if (admitted.cleanStart()) {
      claimed.discard();
    }
    shared.wills().returned(claimed, admitted.cleanStart());
    PacketEncoder packets =
        new PacketEncoder(admitted.version(), admitted.maxPacketBytes(), admitted.wantsReasons());
    Client client =
        new Client(
            admitted,
            claimed,
            DeviceTopics.of(admitted.device().id()),
            wire,
            packets,
            gate,
            socket.eventLoop(),
            this::end);
    encoder = packets;
    conversation = new Conversation(shared, client, heardAt);
    phase = Phase.CONNECTED;
    shared.metrics().connected();
    frames.connected(shared.config().messages().maxPacketBytes());
    conversation.begin(present && !admitted.cleanStart());
    gate.release(Hold.TAKEOVER);
    wire.flush();
  }

  private void deny(
      MqttVersion version, ReasonCode reason, String explanation, long maxPacketBytes) {
    shared.metrics().connectRefused(reason);
    boolean told = Connack.deny(wire.out(), version, reason, explanation, maxPacketBytes);
    closeAfter(told);
  }

  private void violated(ProtocolViolation violation) {
    log.debug("An MQTT client broke the protocol: {}", violation.explanation());
    if (phase == Phase.CONNECTED) {
      end(violation.reason(), violation.explanation());
      return;
    }
    MqttVersion version = connectDecoder.findVersion();
    if (version == null) {
      shared.metrics().connectRefused(violation.reason());
      close();
    } else {
      deny(version, violation.reason(), violation.explanation(), Long.MAX_VALUE);
    }
  }

  /** Says why, in MQTT 5, and closes [MQTT-4.13.1-1]. */
  private void end(ReasonCode reason, String explanation) {
    end(reason, explanation, true);
  }

  private void end(ReasonCode reason, String explanation, boolean willCounts) {
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      return;
    }
    shared.metrics().ended(reason);
    boolean told = phase == Phase.CONNECTED && encoder != null && speaksV5();
    if (told && encoder != null) {
      encoder.disconnect(wire.out(), reason, explanation);
    }
    leave(willCounts && reason != ReasonCode.ADMINISTRATIVE_ACTION);
    closeAfter(told);
  }

  private boolean speaksV5() {
    return welcome != null && welcome.version() == MqttVersion.V5;
  }

  /** Gives the session back; hands in nothing more. */
  private void leave(boolean willCounts) {
    Conversation left = conversation;
    Session claimed = session;
    conversation = null;
    session = null;
    if (left != null) {
      shared.metrics().disconnected();
      left.end(this, willCounts, System.nanoTime());
    } else if (claimed != null && welcome != null) {
      shared.sessions().leave(claimed, this, welcome.sessionExpiry(), System.nanoTime());
    }
  }

  /** A reset would overtake what was just written, so unread bytes are read away for a while. */
  private void closeAfter(boolean told) {
    wire.flush();
    if (!told || wire.isFull()) {
      close();
      return;
    }
    phase = Phase.LINGERING;
    lingerUntil = System.nanoTime() + shared.config().timeouts().linger().toNanos();
    socket.resume();
  }

  private void close() {
    phase = Phase.CLOSED;
    wire.flush();
    abortAt = System.nanoTime() + shared.config().timeouts().linger().toNanos();
    if (wire.isFull()) {
      socket.abort();
    } else {
      socket.close();
    }
  }

  private void outgoingIsFull() {
    if (phase == Phase.CONNECTED) {
      shared.metrics().held(Hold.WRITE_QUEUE);
      gate.hold(Hold.WRITE_QUEUE, System.nanoTime());
    }
  }

  @Override
  public CompletionStage<Void> retire() {
    CompletableFuture<Void> retired = new CompletableFuture<>();
    socket
        .eventLoop()
        .execute(() -> {
          end(ReasonCode.SESSION_TAKEN_OVER, "another connection has this client id", false);
          predecessorGone.whenComplete((_, _) -> retired.complete(null));
        });
    return retired;
  }

  /** The socket is gone, whoever closed it. */
  void closed() {
    phase = Phase.CLOSED;
    leave(true);
  }

  /** Takes nothing more; ends when all that was taken is answered. */
  void shutDown() {
    shuttingDown = true;
    gate.hold(Hold.SHUTDOWN, System.nanoTime());
  }

  /** The registry has changed. */
  void recheck(long now) {
    if (conversation != null) {
      conversation.recheck(now);
    }
  }

  void tick(long now) {
    MqttConfig.Timeouts timeouts = shared.config().timeouts();
    switch (phase) {
      case AWAITING_CONNECT, TAKING_OVER -> {
        if (shuttingDown || now - openedAt > timeouts.connect().toNanos()) {
          leave(false);
          close();
        }
      }
      case CONNECTED -> tickConnected(now);
      case LINGERING -> {
        if (now - lingerUntil >= 0) {
          close();
        }
      }
      case CLOSED -> {
        if (now - abortAt >= 0) {
          socket.abort();
        }
      }
    }
  }

  private void tickConnected(long now) {
    Conversation present = conversation;
    Welcome agreed = welcome;
    if (present == null || agreed == null) {
      return;
    }
    if (!gate.isOpen()) {
      heardAt = now;
    }
    // [MQTT-3.1.2-22]: one and a half times the keep alive.
    if (now - heardAt > agreed.keepAliveSeconds() * 1_500_000_000L) {
      end(ReasonCode.KEEP_ALIVE_TIMEOUT, "nothing was heard within 1.5 times the keep alive");
    } else if (gate.heldFor(Hold.WRITE_QUEUE, now).orElse(0)
        > shared.config().timeouts().write().toNanos()) {
      shared.metrics().ended(ReasonCode.UNSPECIFIED_ERROR);
      leave(true);
      close();
    } else if (shuttingDown && present.isIdle()) {
      end(ReasonCode.SERVER_SHUTTING_DOWN, "the server is shutting down", false);
    } else {
      guard(() -> present.tick(now));
      wire.flush();
    }
  }

  /** The time for open acknowledgements is over. */
  void abandon() {
    end(ReasonCode.SERVER_SHUTTING_DOWN, "the server is shutting down", false);
  }
}

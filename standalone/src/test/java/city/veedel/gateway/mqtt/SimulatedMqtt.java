package city.veedel.gateway.mqtt;

import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.mqtt.codec.MqttVersion;
import city.veedel.gateway.mqtt.codec.Packet;
import city.veedel.gateway.mqtt.codec.PacketEncoder;
import city.veedel.gateway.mqtt.codec.PacketType;
import city.veedel.gateway.mqtt.codec.Properties;
import city.veedel.gateway.mqtt.codec.ProtocolViolation;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.gateway.registry.SnapshotDirectory;
import city.veedel.journal.Journal;
import city.veedel.model.Payload;
import city.veedel.schema.registry.DeviceSecrets;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The MQTT front end without sockets: sessions, exactly-once handshakes, the queue of
 * acknowledgements, rates, back-pressure and answers are the product's; packets come in decoded and
 * go out as bytes.
 */
public final class SimulatedMqtt {
  /** The client's end of a connection. */
  public interface Peer {
    /** PUBACK, PUBREC or PUBCOMP: its first byte, the packet identifier, and 0 or a reason. */
    void answered(int firstByte, int packetId, int reason);

    /** The server has closed. */
    void closed();

    /** The server says that the client broke the protocol, which ours never do. */
    void accused(String explanation);
  }

  private static final Duration SESSION_EXPIRY = Duration.ofHours(12);

  private final FrontEnd shared;
  private final Executor eventLoop;
  private final Set<Link> links = new LinkedHashSet<>();
  private boolean dead;

  public SimulatedMqtt(
      Intake intake,
      Journal journal,
      DeviceRates rates,
      MeterRegistry registry,
      InstantSource clock,
      LongSupplier nanoTime,
      Executor eventLoop) {
    MqttConfig config = MqttConfig.defaults();
    AtomicLong unacked = new AtomicLong();
    MqttMetrics metrics = new MqttMetrics(registry, unacked);
    this.eventLoop = eventLoop;
    this.shared =
        new FrontEnd(
            config,
            new SnapshotDirectory(new DeviceSecrets(new byte[32]), clock),
            intake,
            rates,
            new Admission(config.connections(), nanoTime.getAsLong()),
            new Sessions(config.sessions(), journal, nanoTime.getAsLong()),
            new Subscribers(),
            new Wills(intake, metrics, config.sessions().maxWaitingWills()),
            unacked,
            metrics,
            nanoTime);
  }

  /** Accepts a client that keeps its session. */
  public Link open(KnownDevice device, String clientId, boolean v5, Peer peer) {
    Link link = new Link(device, clientId, v5, peer);
    links.add(link);
    return link;
  }

  public void tick() {
    List.copyOf(links).forEach(Link::tick);
  }

  /** The process is gone: nothing is answered any more. */
  public void die() {
    dead = true;
    links.clear();
  }

  /** The server's end of a connection. */
  public final class Link implements Session.Owner, Wire.Outlet {
    private final Peer peer;
    private final Session session;
    private final boolean sessionPresent;
    private final ReadGate gate;
    private final Wire wire;
    private final Publications publications;
    private final ArrayDeque<Runnable> unread = new ArrayDeque<>();
    private final String topic;
    private boolean over;

    private Link(KnownDevice device, String clientId, boolean v5, Peer peer) {
      this.peer = peer;
      Sessions.Claim claim = shared.sessions().claim(device.id(), clientId, this).orElseThrow();
      this.session = claim.session();
      this.sessionPresent = claim.present();
      this.gate = new ReadGate(() -> {}, () -> eventLoop.execute(this::readOn));
      this.wire = new Wire(this, shared.metrics(), () -> {});
      DeviceTopics topics = DeviceTopics.of(device.id());
      this.topic = topics.up();
      MqttVersion version = v5 ? MqttVersion.V5 : MqttVersion.V3_1_1;
      this.publications =
          new Publications(
              shared,
              new Client(
                  welcome(version, device, clientId),
                  session,
                  topics,
                  wire,
                  new PacketEncoder(version, 65_536, false),
                  gate,
                  this::execute,
                  (_, _) -> end()),
              shared.nanoTime().getAsLong());
    }

    private static Welcome welcome(MqttVersion version, KnownDevice device, String clientId) {
      return new Welcome(
          version,
          device,
          "",
          clientId,
          false,
          false,
          900,
          false,
          SESSION_EXPIRY,
          false,
          1_024,
          65_536,
          false,
          null,
          Duration.ZERO);
    }

    private void execute(Runnable work) {
      eventLoop.execute(() -> {
        if (!over && !dead) {
          work.run();
        }
      });
    }

    /** What CONNACK says. */
    public boolean sessionPresent() {
      return sessionPresent;
    }

    public void publish(int qos, int packetId, byte[] payload) {
      receive(() ->
          publications.publish(
              new Packet.Publish(
                  topic,
                  Payload.wrap(payload),
                  qos,
                  false,
                  packetId,
                  Properties.NONE,
                  payload.length + topic.length() + 4),
              shared.nanoTime().getAsLong()));
    }

    public void release(int packetId) {
      receive(() ->
          publications.release(
              new Packet.Acknowledgement(PacketType.PUBREL, packetId, 0),
              shared.nanoTime().getAsLong()));
    }

    private void receive(Runnable packet) {
      if (!over && !dead) {
        unread.addLast(packet);
        readOn();
      }
    }

    private void readOn() {
      while (!over && !dead && gate.isOpen()) {
        Runnable packet = unread.pollFirst();
        if (packet == null) {
          return;
        }
        try {
          packet.run();
        } catch (ProtocolViolation violation) {
          peer.accused(violation.explanation());
          end();
        }
      }
    }

    private void tick() {
      if (!over && !dead) {
        publications.tick(shared.nanoTime().getAsLong());
        wire.flush();
      }
    }

    /** The network tells the server that the client is gone. */
    public void lost() {
      end();
    }

    private void end() {
      if (over || dead) {
        return;
      }
      wire.flush();
      over = true;
      links.remove(this);
      unread.clear();
      publications.end();
      shared.sessions().leave(session, this, SESSION_EXPIRY, shared.nanoTime().getAsLong());
      peer.closed();
    }

    @Override
    public CompletionStage<Void> retire() {
      end();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void write(Buffer packets) {
      int at = 0;
      while (at < packets.length()) {
        int length = packets.getByte(at + 1);
        int packetId = packets.getUnsignedShort(at + 2);
        int reason = length > 2 ? packets.getUnsignedByte(at + 4) : 0;
        peer.answered(packets.getUnsignedByte(at), packetId, reason);
        at += 2 + length;
      }
    }

    @Override
    public boolean isFull() {
      return false;
    }
  }
}

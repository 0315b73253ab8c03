package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig;
import city.veedel.gateway.testing.TestDevices;
import city.veedel.journal.memory.MemoryJournal;
import city.veedel.model.Outcome;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.internal.net.NetSocketInternal;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The front end over channels in memory: nothing happens but what a test does. */
final class SocketlessServer {
  private static final String DEVICE = "dev-1";
  private static final String UP = "v1/dev-1/up";
  private static final String DOWN = "v1/dev-1/down";

  private final TestDevices devices = TestDevices.with(DEVICE, TestDevices.jsonType());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong unackedBytes = new AtomicLong();
  private final MqttMetrics metrics = new MqttMetrics(meters, unackedBytes);
  private final MqttConfig config = Configs.receiveMaximum(4);

  /** A server that knows nobody yet. */
  Run begin() {
    return new Run();
  }

  /** One life of the server. */
  final class Run {
    private final MemoryJournal journal = MemoryJournal.create();
    private final ScriptedIntake intake = new ScriptedIntake(journal);
    private final FrontEnd frontEnd;
    private final Client[] clients = {new Client(this, "one"), new Client(this, "two")};
    private long now = System.nanoTime();
    private int completed;
    private int promised;
    private int acknowledged;

    private Run() {
      intake.hold();
      frontEnd =
          new FrontEnd(
              config,
              devices.directory(),
              intake,
              new DeviceRates(IntakeConfig.Rates.DEFAULTS, InstantSource.system()),
              new Admission(config.connections(), now),
              new Sessions(config.sessions(), journal, now),
              new Subscribers(),
              new Wills(intake, metrics, config.sessions().maxWaitingWills()),
              unackedBytes,
              metrics,
              () -> now);
    }

    Client client(int index) {
      return clients[index];
    }

    /** Answers the oldest message that waits, or one of those behind it. */
    void complete(int which, int how) {
      List<ScriptedIntake.Handed> handed = intake.handed();
      int open = handed.size() - completed;
      if (open == 0) {
        return;
      }
      int index = completed + which % open;
      complete(handed.get(index), outcome(how));
      while (completed < handed.size() && handed.get(completed).outcome().isDone()) {
        completed++;
      }
    }

    private void complete(ScriptedIntake.Handed message, Outcome outcome) {
      boolean isQos1 = message.arrival().assured() && message.arrival().begins() == null;
      if (isQos1 && !message.outcome().isDone() && isKept(outcome)) {
        promised++;
      }
      message.outcome().complete(outcome);
    }

    private static boolean isKept(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Accepted _ -> true;
        case Outcome.Refused refused -> refused.kept();
        case Outcome.Busy _ -> false;
      };
    }

    private static Outcome outcome(int how) {
      return switch (how) {
        case 0 -> new Outcome.Busy(Duration.ofSeconds(1));
        case 1 -> new Outcome.Refused(RefusalReason.VALUE_INVALID, "wrong", "/a", true);
        case 2 -> new Outcome.Refused(RefusalReason.TOO_LARGE, "too long", "", false);
        case 3 -> new Outcome.Refused(RefusalReason.QUOTA_EXCEEDED, "too many", "", false);
        default -> ScriptedIntake.ACCEPTED;
      };
    }

    void sendDown(int bytes) {
      frontEnd
          .subscribers()
          .publish(devices.device(DEVICE).id(), Payload.wrap(new byte[bytes]))
          .whenComplete((_, _) -> {});
    }

    /** Lets time pass, on a scale from a millisecond to minutes. */
    void pass(int leap) {
      now += 1_000_000L << leap % 18;
      for (Client client : clients) {
        client.tick(now);
      }
      frontEnd.sessions().expire(now);
      frontEnd.wills().tick(now);
    }

    /** Runs what waits on the event loops, and reads what was sent. */
    void settle() {
      for (int round = 0; round < 3; round++) {
        for (Client client : clients) {
          acknowledged += client.settle();
        }
      }
      assertThat(acknowledged).as("PUBACKs against messages kept").isLessThanOrEqualTo(promised);
    }

    void endAndCheck() {
      for (Client client : clients) {
        client.vanish();
      }
      settle();
      intake.handed().forEach(message -> message.outcome().complete(ScriptedIntake.ACCEPTED));
      settle();
      assertThat(unackedBytes).hasValue(0);
      assertThat(meters.get("veedel.mqtt.connections").gauge().value()).isZero();
      assertThat(
              meters
                  .get("veedel.mqtt.disconnects")
                  .tag("reason", "implementation_specific_error")
                  .counter()
                  .count())
          .as("internal errors")
          .isZero();
      assertThat(frontEnd.admission().open()).isZero();
    }
  }

  /** A client that may have a connection. */
  final class Client {
    private final Run run;
    private final String clientId;
    private @Nullable EmbeddedChannel channel;
    private @Nullable Connection connection;
    private ServerPackets sent = new ServerPackets();
    private int level;

    private Client(Run run, String clientId) {
      this.run = run;
      this.clientId = clientId;
    }

    /** Opens a connection and says CONNECT; how, is in the bits. */
    void connect(int bits) {
      vanish();
      EmbeddedChannel opened = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
      Admission.Verdict verdict = run.frontEnd.admission().enter("here", run.now);
      assertThat(verdict).isNotEqualTo(Admission.Verdict.DROPPED);
      channel = opened;
      sent = new ServerPackets();
      connection =
          new Connection(
              run.frontEnd,
              socket(opened),
              new WriteBufferWaterMark(1_024, 2_048),
              verdict,
              run.now,
              gone -> {
                run.frontEnd.admission().leave("here");
                gone.closed();
              });
      level = (bits & 1) == 0 ? 4 : 5;
      if ((bits & 64) == 0) {
        send(packet(bits));
      }
    }

    private byte[] packet(int bits) {
      String id = (bits & 2) == 0 ? clientId : "both";
      Packets.Connect connect =
          Packets.connect(level).clientId(id).credentials(DEVICE, devices.secret(DEVICE));
      if ((bits & 4) != 0) {
        connect.keepSession();
      }
      if (level == 5 && (bits & 8) != 0) {
        connect.sessionExpiry(60);
      }
      if ((bits & 16) != 0) {
        connect.will(UP, "gone", 1, false);
      }
      return connect.keepAlive((bits & 32) == 0 ? 60 : 0).toBytes();
    }

    /** Vert.x's socket, of which only the channel is used. */
    private static NetSocketInternal socket(EmbeddedChannel channel) {
      return (NetSocketInternal)
          Proxy.newProxyInstance(
              NetSocketInternal.class.getClassLoader(),
              new Class<?>[] {NetSocketInternal.class},
              (_, method, _) -> {
                if (method.getName().equals("channelHandlerContext")) {
                  return channel.pipeline().firstContext();
                }
                throw new UnsupportedOperationException(method.getName());
              });
    }

    void send(byte[] bytes) {
      EmbeddedChannel open = channel;
      if (open != null && open.isOpen()) {
        open.writeInbound(Unpooled.wrappedBuffer(bytes));
      }
    }

    void publish(int bits, int packetId) {
      String topic = (bits & 4) == 0 ? UP : "v1/dev-2/up";
      int qos = bits & 3;
      byte[] packet =
          level == 5
              ? Packets.publishV5(qos, packetId, topic, "m")
              : Packets.publishV311(qos, packetId, topic, "m");
      send((bits & 8) == 0 ? packet : Packets.again(packet));
    }

    void subscribe(int bits) {
      String filter = (bits & 4) == 0 ? DOWN : "#";
      send(
          level == 5
              ? Packets.subscribeV5(1 + (bits >> 3), bits & 3, filter)
              : Packets.subscribeV311(1 + (bits >> 3), bits & 3, filter));
    }

    void disconnect(int reason) {
      send(level == 5 ? Packets.disconnectV5(reason & 7) : Packets.disconnectV311());
    }

    /** The network is gone. */
    void vanish() {
      if (channel != null) {
        var _ = channel.close();
        settle();
      }
      channel = null;
      connection = null;
    }

    void tick(long now) {
      if (connection != null && channel != null && channel.isOpen()) {
        connection.tick(now);
      }
    }

    /**
     * @return how many PUBACKs without an error came
     */
    int settle() {
      EmbeddedChannel present = channel;
      if (present == null) {
        return 0;
      }
      present.runPendingTasks();
      present.checkException();
      int before = sent.pubacks();
      for (ByteBuf out = present.readOutbound(); out != null; out = present.readOutbound()) {
        sent.take(ByteBufUtil.getBytes(out));
        out.release();
      }
      return sent.pubacks() - before;
    }
  }
}

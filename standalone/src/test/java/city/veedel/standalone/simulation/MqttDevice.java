package city.veedel.standalone.simulation;

import city.veedel.gateway.mqtt.SimulatedMqtt;
import city.veedel.gateway.registry.KnownDevice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client of QoS 1 or 2 that keeps its session: some messages in flight, and on the next
 * connection the same again, as section 4.4 says. Where the server has no session, neither has the
 * client.
 */
final class MqttDevice implements Device {
  private static final int PUBACK = 0x40;
  private static final int PUBREC = 0x50;
  private static final int PUBCOMP = 0x70;
  private static final int MAX_PACKET_ID = 40;
  private static final long PATIENCE = 15 * SimulatedTime.SECOND;

  private static final class InFlight {
    final Message message;
    final int packetId;
    boolean received;

    InFlight(Message message, int packetId) {
      this.message = message;
      this.packetId = packetId;
    }
  }

  /** One connection, as the client sees it. */
  private final class Connection implements SimulatedMqtt.Peer {
    final Network.Stream out = city.network().stream();
    final Network.Stream in = city.network().stream();
    SimulatedMqtt.@Nullable Link link;
    long heardAt = city.time().now();

    @Override
    public void answered(int firstByte, int packetId, int reason) {
      in.send(() -> {
        if (connection == this) {
          heardAt = city.time().now();
          take(firstByte, packetId, reason);
        }
      });
    }

    @Override
    public void closed() {
      in.send(() -> drop(this));
    }

    @Override
    public void accused(String explanation) {
      city.found("ACCUSED", known.id() + ": " + explanation);
    }

    void send(Consumer<SimulatedMqtt.Link> packet) {
      out.send(() -> {
        SimulatedMqtt.Link present = link;
        if (present != null) {
          packet.accept(present);
        }
      });
    }
  }

  private final City city;
  private final KnownDevice known;
  private final int qos;
  private final boolean v5;
  private final int window;
  private final Chance chance;
  private final ArrayDeque<Message> unsent = new ArrayDeque<>();
  private final List<InFlight> inFlight = new ArrayList<>();
  private @Nullable Connection connection;
  private boolean welcomed;
  private int lastPacketId;

  MqttDevice(City city, KnownDevice known, int qos, boolean v5, Chance chance) {
    this.city = city;
    this.known = known;
    this.qos = qos;
    this.v5 = v5;
    this.chance = chance;
    this.window = chance.between(1, 8);
    connect();
  }

  @Override
  public void say(Message message) {
    unsent.addLast(message);
    sendOn();
  }

  @Override
  public boolean isDone() {
    return unsent.isEmpty() && inFlight.isEmpty();
  }

  private void connect() {
    Connection fresh = new Connection();
    connection = fresh;
    welcomed = false;
    watch(fresh);
    fresh.out.send(() -> {
      SimulatedMqtt server = city.mqtt();
      if (server == null) {
        fresh.in.send(() -> drop(fresh));
        return;
      }
      SimulatedMqtt.Link link = server.open(known, "client", v5, fresh);
      fresh.link = link;
      fresh.in.send(() -> welcome(fresh, link.sessionPresent()));
    });
  }

  /** Gives up a connection that stays silent while it owes an answer. */
  private void watch(Connection watched) {
    city.time()
        .in(
            PATIENCE,
            () -> {
              if (connection != watched) {
                return;
              }
              boolean owed = !welcomed || !inFlight.isEmpty();
              if (owed && city.time().now() - watched.heardAt >= PATIENCE) {
                disconnect();
              } else {
                watch(watched);
              }
            });
  }

  private void welcome(Connection fresh, boolean sessionPresent) {
    if (connection != fresh) {
      return;
    }
    welcomed = true;
    fresh.heardAt = city.time().now();
    city.trace().note("connected", known.id(), sessionPresent ? 1 : 0);
    if (!sessionPresent) {
      // [MQTT-3.2.2-5]: the client forgets too. What it knows to be received is done.
      for (InFlight open : inFlight.reversed()) {
        if (!open.received) {
          unsent.addFirst(open.message);
        }
      }
      inFlight.clear();
    }
    for (InFlight open : inFlight) {
      if (open.received) {
        fresh.send(link -> link.release(open.packetId));
      } else {
        publish(fresh, open);
      }
    }
    sendOn();
  }

  private void sendOn() {
    Connection present = connection;
    while (present != null && welcomed && inFlight.size() < window && !unsent.isEmpty()) {
      InFlight next = new InFlight(unsent.removeFirst(), freePacketId());
      inFlight.add(next);
      publish(present, next);
    }
  }

  private int freePacketId() {
    do {
      lastPacketId = lastPacketId % MAX_PACKET_ID + 1;
    } while (inFlight.stream().anyMatch(open -> open.packetId == lastPacketId));
    return lastPacketId;
  }

  private void publish(Connection present, InFlight open) {
    city.trace().note("publishes", known.id(), open.packetId);
    present.send(link -> link.publish(qos, open.packetId, open.message.payload()));
  }

  private void take(int firstByte, int packetId, int reason) {
    Iterator<InFlight> each = inFlight.iterator();
    while (each.hasNext()) {
      InFlight open = each.next();
      if (open.packetId == packetId) {
        boolean done = take(open, firstByte, reason);
        if (done) {
          each.remove();
        }
        break;
      }
    }
    sendOn();
  }

  private boolean take(InFlight open, int firstByte, int reason) {
    city.trace().note("answered", known.id(), (long) firstByte << 16 | open.packetId);
    Connection present = connection;
    if (firstByte == PUBCOMP) {
      return open.received;
    }
    if (firstByte != PUBACK && firstByte != PUBREC) {
      return false;
    }
    open.message.tell(reason < 0x80 ? Message.Told.ACKNOWLEDGED : Message.Told.REFUSED);
    if (firstByte == PUBREC && reason < 0x80) {
      open.received = true;
      if (present != null) {
        present.send(link -> link.release(open.packetId));
      }
      return false;
    }
    return true;
  }

  /** Each end learns of it in its own time. */
  @Override
  public void disconnect() {
    Connection present = connection;
    if (present == null) {
      return;
    }
    present.out.breakDown();
    present.in.breakDown();
    SimulatedMqtt.Link link = present.link;
    if (link != null) {
      city.time().in(chance.between(1L, 10 * SimulatedTime.SECOND), link::lost);
    }
    drop(present);
  }

  private void drop(Connection gone) {
    if (connection == gone) {
      connection = null;
      gone.out.breakDown();
      gone.in.breakDown();
      city.time().in(chance.between(10 * SimulatedTime.MILLI, SimulatedTime.SECOND), this::connect);
    }
  }
}

package city.veedel.simulator.ledger;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One MQTT device and its window, over as many connections as it takes. With a session the server
 * still knows, what is open goes out again as the protocol wants it: PUBLISH with DUP or PUBREL,
 * under the same packet identifier; without one it goes back and comes again as a new message.
 *
 * <p>With QoS 2 a PUBREC counts as the acknowledgement: from then on the server alone is
 * responsible.
 */
final class MqttSender implements Runnable {
  private static final long LOOK_MILLIS = 100;

  private final LedgerDevice device;
  private final Supplier<InetSocketAddress> server;
  private final Outbox outbox;
  private final Pause pause;
  private final int window;

  /** By packet identifier. */
  private final Map<Integer, Open> open = new HashMap<>();

  private int lastId;
  private volatile boolean stopping;

  /**
   * @param isReleased QoS 2: PUBREC came, PUBCOMP did not
   */
  private record Open(long message, boolean isReleased) {}

  MqttSender(LedgerDevice device, Supplier<InetSocketAddress> server, Outbox outbox, int window) {
    this.device = device;
    this.server = server;
    this.outbox = outbox;
    this.pause = new Pause();
    this.window = window;
  }

  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    while (!stopping) {
      try (MqttStream stream = MqttStream.open(server.get(), device)) {
        converse(stream);
      } catch (IOException e) {
        if (!stopping) {
          outbox.broken();
        }
        pause.take();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void converse(MqttStream stream) throws IOException, InterruptedException {
    MqttStream.Packet connack = stream.receive();
    if (connack.type() != MqttStream.CONNACK || connack.isRefusal()) {
      throw new IOException("CONNECT was answered with " + connack);
    }
    if (connack.id() == 0) {
      forgetSession();
    }
    Semaphore room = new Semaphore(window - openCount());
    sayOpenAgain(stream);
    Thread speaker = Thread.ofVirtual().name("say-" + device.id()).start(() -> speak(stream, room));
    try {
      while (!stopping) {
        hear(stream, stream.receive(), room);
      }
    } finally {
      stream.close();
      speaker.interrupt();
      speaker.join();
    }
  }

  private void speak(MqttStream stream, Semaphore room) {
    try {
      while (!stopping) {
        if (room.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          OptionalLong message = outbox.take();
          if (message.isEmpty()) {
            room.release();
          } else {
            byte[] payload = outbox.payload(message.getAsLong());
            stream.publish(device, enter(message.getAsLong()), false, payload);
          }
        }
      }
    } catch (IOException | InterruptedException e) {
      // The listener finds out by itself, or has found out.
      stream.close();
    }
  }

  private synchronized int openCount() {
    return open.size();
  }

  private synchronized int enter(long message) {
    do {
      lastId = lastId == 65_535 ? 1 : lastId + 1;
    } while (open.containsKey(lastId));
    open.put(lastId, new Open(message, false));
    return lastId;
  }

  private synchronized void forgetSession() {
    for (Open each : open.values()) {
      if (!each.isReleased()) {
        outbox.unanswered(each.message());
      }
    }
    open.clear();
  }

  private void sayOpenAgain(MqttStream stream) throws IOException {
    List<Map.Entry<Integer, Open>> entries;
    synchronized (this) {
      entries = new ArrayList<>(open.entrySet());
    }
    for (Map.Entry<Integer, Open> entry : entries) {
      if (entry.getValue().isReleased()) {
        stream.pubrel(entry.getKey());
      } else {
        byte[] payload = outbox.payload(entry.getValue().message());
        stream.publish(device, entry.getKey(), true, payload);
      }
    }
  }

  private void hear(MqttStream stream, MqttStream.Packet packet, Semaphore room)
      throws IOException {
    Open answered = find(packet);
    if (packet.type() == MqttStream.PUBREC && !packet.isRefusal()) {
      if (answered != null && !answered.isReleased()) {
        outbox.acknowledged(answered.message());
        release(packet.id(), answered.message());
      }
      stream.pubrel(packet.id());
      return;
    }
    if (answered == null) {
      return;
    }
    remove(packet.id());
    if (!answered.isReleased()) {
      if (packet.isRefusal()) {
        outbox.refused(answered.message());
      } else {
        outbox.acknowledged(answered.message());
      }
    }
    room.release();
  }

  private synchronized @Nullable Open find(MqttStream.Packet packet) {
    return open.get(packet.id());
  }

  private synchronized void release(int id, long message) {
    open.put(id, new Open(message, true));
  }

  private synchronized void remove(int id) {
    open.remove(id);
  }
}

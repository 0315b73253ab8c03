package city.veedel.simulator.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

/**
 * Many CoAP devices from one thread: confirmable POST (RFC 7252), each endpoint with a few requests
 * open, sent again when no answer comes.
 */
public final class DatagramLoad implements AutoCloseable {
  private static final int BUFFER_BYTES = 2_048;
  private static final int RECEIVE_BUFFER_BYTES = 256 << 10;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final long LOOK_FOR_LOST_NANOS = 250_000_000;

  /** Handshakes cost much more than messages; the server bounds how many it holds at once. */
  private static final int GREETED_AT_ONCE = 32;

  private static final Duration GREETING_TIMEOUT = Duration.ofSeconds(60);

  private final LoadShape shape;
  private final Tallies tallies = new Tallies();
  private final Selector selector;
  private final List<CoapPeer> peers = new ArrayList<>();

  /** What came over wires, for the load's thread; no more than the windows allow. */
  private final Queue<Carried> carried = new ConcurrentLinkedQueue<>();

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  private record Carried(CoapPeer to, ByteBuffer datagram) {}

  /** A peer on a socket. */
  private record Listening(DatagramChannel channel, CoapPeer peer) {}

  private DatagramLoad(LoadShape shape) throws IOException {
    this.shape = shape;
    this.selector = Selector.open();
  }

  /**
   * @param shape a window of at most 64, or the server's memory of message ids is too short
   */
  public static DatagramLoad coap(
      InetSocketAddress server, List<LoadDevice> devices, LoadShape shape) throws IOException {
    DatagramLoad load = new DatagramLoad(shape);
    JsonTemplate payload = new JsonTemplate(shape.valuesPerMessage());
    for (LoadDevice device : devices) {
      DatagramChannel channel = DatagramChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.connect(server);
      channel.configureBlocking(false);
      CoapPeer peer =
          new CoapPeer(channel::write, device, true, shape.window(), payload, load.tallies);
      channel.register(load.selector, SelectionKey.OP_READ, new Listening(channel, peer));
      load.peers.add(peer);
    }
    return load;
  }

  /**
   * CoAP over DTLS. The wires remain the caller's to close.
   *
   * @param wires one for each device; a session says who is at its end
   */
  public static DatagramLoad coaps(Map<LoadDevice, Wire> wires, LoadShape shape)
      throws IOException {
    DatagramLoad load = new DatagramLoad(shape);
    JsonTemplate payload = new JsonTemplate(shape.valuesPerMessage());
    wires.forEach((device, wire) -> {
      CoapPeer peer =
          new CoapPeer(
              datagram -> wire.send(bytes(datagram)),
              device,
              false,
              shape.window(),
              payload,
              load.tallies);
      wire.listen(datagram -> load.arrived(new Carried(peer, ByteBuffer.wrap(datagram))));
      load.peers.add(peer);
    });
    return load;
  }

  private static byte[] bytes(ByteBuffer datagram) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(bytes);
    return bytes;
  }

  private void arrived(Carried datagram) {
    carried.add(datagram);
    selector.wakeup();
  }

  /** Until every device has been answered once, so that no handshake is measured. */
  public void connect() throws IOException, TimeoutException {
    long deadline = System.nanoTime() + GREETING_TIMEOUT.toNanos();
    int greeted = 0;
    while (tallies.welcome() < peers.size()) {
      while (greeted < peers.size() && greeted - tallies.welcome() < GREETED_AT_ONCE) {
        peers.get(greeted++).greet();
      }
      listen(100);
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            tallies.welcome()
                + " of "
                + peers.size()
                + " devices were answered within "
                + GREETING_TIMEOUT);
      }
    }
  }

  /** Sends for warm-up and measurement, waits for the last answers. */
  public LoadResult run() throws IOException {
    long start = System.nanoTime();
    long measureFrom = start + shape.warmUp().toNanos();
    long end = measureFrom + shape.measured().toNanos();
    tallies.measure(measureFrom, end);
    double period = 1e9 / (shape.isOpenLoop() ? shape.ratePerSecond() : LoadShape.MAX_RATE);
    long[] next = new long[peers.size()];
    for (int i = 0; i < next.length; i++) {
      next[i] = i;
    }
    long lookForLost = start + LOOK_FOR_LOST_NANOS;
    for (long now = start; now - end < 0; now = System.nanoTime()) {
      tallies.setNow(now);
      long due = (long) ((now - start) / period);
      for (int i = 0; i < next.length; i++) {
        CoapPeer peer = peers.get(i);
        while (next[i] <= due && peer.hasRoom()) {
          long reference = shape.isOpenLoop() ? start + (long) (next[i] * period) : now;
          peer.say(reference, System.currentTimeMillis() * 1_000, buffer);
          next[i] += next.length;
        }
      }
      listen(1);
      if (now - lookForLost >= 0) {
        lookForLost = now + LOOK_FOR_LOST_NANOS;
        sayLostAgain(now);
      }
    }
    awaitAnswers();
    return tallies.result();
  }

  private void awaitAnswers() throws IOException {
    long deadline = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
    while (tallies.unanswered() > 0 && System.nanoTime() - deadline < 0) {
      listen(100);
      sayLostAgain(System.nanoTime());
    }
  }

  private void sayLostAgain(long now) throws IOException {
    for (CoapPeer peer : peers) {
      peer.sayLostAgain(now);
    }
  }

  private void listen(long millis) throws IOException {
    int ready = selector.select(millis);
    tallies.setNow(System.nanoTime());
    if (ready > 0) {
      for (SelectionKey key : selector.selectedKeys()) {
        hear((Listening) key.attachment());
      }
      selector.selectedKeys().clear();
    }
    for (Carried next = carried.poll(); next != null; next = carried.poll()) {
      next.to().hear(next.datagram());
    }
  }

  /** Every datagram that is there. */
  private void hear(Listening listening) throws IOException {
    buffer.clear();
    while (listening.channel().read(buffer) > 0) {
      buffer.flip();
      listening.peer().hear(buffer);
      buffer.clear();
    }
  }

  @Override
  public void close() {
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

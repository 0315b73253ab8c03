package city.veedel.simulator.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many devices over TCP from one thread. Connect first, then run once. */
public final class StreamLoad implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamLoad.class);

  /** Connects under way at once, below what any listener queues. */
  private static final int CONNECTING = 100;

  /** Below the product's 2,000 connects a second: being turned away is not what is measured. */
  private static final double CONNECTS_PER_SECOND = 1_500;

  private static final int BUFFER_BYTES = 256 << 10;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private final InetSocketAddress server;
  private final List<Speech> speeches;
  private final LoadShape shape;
  private final Tallies tallies = new Tallies();
  private final Selector selector;
  private final List<SelectionKey> keys = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);

  private StreamLoad(InetSocketAddress server, List<Speech> speeches, LoadShape shape)
      throws IOException {
    this.server = server;
    this.speeches = speeches;
    this.shape = shape;
    this.selector = Selector.open();
  }

  /**
   * MQTT 5.0, a connection a device.
   *
   * @param qos 0, 1 or 2; with 0 an answer is that of a PINGREQ after the messages of a burst: they
   *     were read, not stored
   */
  public static StreamLoad mqtt(
      InetSocketAddress server, List<LoadDevice> devices, int qos, LoadShape shape)
      throws IOException {
    JsonTemplate payload = new JsonTemplate(shape.valuesPerMessage());
    return new StreamLoad(
        server,
        devices.stream().<Speech>map(device -> new MqttSpeech(device, qos, payload)).toList(),
        shape);
  }

  /** HTTP push, a kept connection a device; the window must be 1. */
  public static StreamLoad http(InetSocketAddress server, List<LoadDevice> devices, LoadShape shape)
      throws IOException {
    if (shape.window() != 1) {
      throw new IllegalArgumentException("HTTP sends one request at a time; the window must be 1");
    }
    JsonTemplate payload = new JsonTemplate(shape.valuesPerMessage());
    return new StreamLoad(
        server,
        devices.stream().<Speech>map(device -> new HttpSpeech(device, payload)).toList(),
        shape);
  }

  /** Until every device is welcome. */
  public void connect() throws IOException, TimeoutException {
    long start = System.nanoTime();
    long deadline = start + CONNECT_TIMEOUT.toNanos();
    while (tallies.welcome() < speeches.size()) {
      double due = CONNECTING + (System.nanoTime() - start) / 1e9 * CONNECTS_PER_SECOND;
      while (keys.size() < Math.min(speeches.size(), due)
          && keys.size() - tallies.welcome() < CONNECTING) {
        dial(speeches.get(keys.size()));
      }
      if (selector.select(10) > 0) {
        converse();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            tallies.welcome()
                + " of "
                + speeches.size()
                + " connections stand after "
                + CONNECT_TIMEOUT);
      }
    }
  }

  private void dial(Speech speech) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.connect(server);
    keys.add(
        channel.register(
            selector, SelectionKey.OP_CONNECT, new Peer(channel, speech, shape.window(), tallies)));
  }

  /** Sends for warm-up and measurement, waits for the last answers. */
  public LoadResult run() throws IOException {
    long start = System.nanoTime();
    long measureFrom = start + shape.warmUp().toNanos();
    long end = measureFrom + shape.measured().toNanos();
    tallies.measure(measureFrom, end);
    if (shape.isOpenLoop()) {
      runOpenLoop(start, end);
    } else {
      runClosedLoop(end);
    }
    awaitAnswers();
    return tallies.result();
  }

  private void runClosedLoop(long end) throws IOException {
    for (SelectionKey key : keys) {
      fill(key);
    }
    while (System.nanoTime() - end < 0) {
      if (selector.select(10) > 0) {
        tallies.setNow(System.nanoTime());
        for (SelectionKey key : selector.selectedKeys()) {
          handle(key);
          fill(key);
        }
        selector.selectedKeys().clear();
      }
    }
  }

  private void fill(SelectionKey key) throws IOException {
    Peer peer = peer(key);
    if (!peer.hasRoom()) {
      return;
    }
    long now = System.nanoTime();
    tallies.setNow(now);
    long nowMicros = micros();
    while (peer.hasRoom() && peer.fits(out)) {
      peer.say(now, nowMicros, out);
    }
    peer.flush(key, out);
  }

  /** Message number i of all is due at i/rate, on connection i mod n, whatever is still open. */
  private void runOpenLoop(long start, long end) throws IOException {
    double period = 1e9 / shape.ratePerSecond();
    long[] next = new long[keys.size()];
    for (int i = 0; i < next.length; i++) {
      next[i] = i;
    }
    while (true) {
      long now = System.nanoTime();
      if (now - end >= 0) {
        return;
      }
      tallies.setNow(now);
      long due = (long) ((now - start) / period);
      for (int i = 0; i < next.length; i++) {
        next[i] = sayDue(keys.get(i), next[i], due, start, period, next.length);
      }
      if (selector.select(1) > 0) {
        converse();
      }
    }
  }

  /** The number of the message that comes next on this connection. */
  private long sayDue(
      SelectionKey key, long from, long due, long start, double period, int connections)
      throws IOException {
    Peer peer = peer(key);
    long message = from;
    if (message <= due && peer.hasRoom()) {
      long nowMicros = micros();
      while (message <= due && peer.hasRoom() && peer.fits(out)) {
        peer.say(start + (long) (message * period), nowMicros, out);
        message += connections;
      }
      peer.flush(key, out);
    }
    return message;
  }

  private void awaitAnswers() throws IOException {
    long deadline = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
    while (tallies.unanswered() > 0 && System.nanoTime() - deadline < 0) {
      if (selector.select(10) > 0) {
        converse();
      }
    }
  }

  /** Holds the connections open without a word. */
  public void stayFor(Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      if (selector.select(50) > 0) {
        converse();
      }
    }
  }

  private void converse() throws IOException {
    tallies.setNow(System.nanoTime());
    for (SelectionKey key : selector.selectedKeys()) {
      handle(key);
    }
    selector.selectedKeys().clear();
  }

  private void handle(SelectionKey key) throws IOException {
    Peer peer = peer(key);
    if (key.isConnectable()) {
      ((SocketChannel) key.channel()).finishConnect();
      key.interestOps(SelectionKey.OP_READ);
      peer.greet(key, out);
      return;
    }
    if (key.isWritable()) {
      peer.writable(key);
    }
    if (key.isReadable()) {
      peer.readable(in, out);
      peer.flush(key, out);
    }
  }

  private static Peer peer(SelectionKey key) {
    return (Peer) key.attachment();
  }

  private static long micros() {
    return System.currentTimeMillis() * 1_000;
  }

  @Override
  public void close() {
    for (SelectionKey key : keys) {
      try {
        key.channel().close();
      } catch (IOException e) {
        LOG.debug("A connection did not close", e);
      }
    }
    try {
      selector.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

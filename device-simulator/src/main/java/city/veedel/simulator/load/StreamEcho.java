package city.veedel.simulator.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that answers every message with success and does nothing else: the ceiling for whoever
 * speaks MQTT or HTTP. One thread, loopback, any free port.
 */
public final class StreamEcho implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamEcho.class);
  private static final int BACKLOG = 1_024;
  private static final int BUFFER_BYTES = 256 << 10;

  /** Reads what is whole, leaves the rest, writes the answers. */
  private interface Answering {
    void answer(ByteBuffer in, ByteBuffer out);
  }

  private final Answering answering;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);

  private StreamEcho(Answering answering) throws IOException {
    this.answering = answering;
    this.selector = Selector.open();
    this.listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    Thread.ofPlatform().daemon().name("echo").start(this::run);
  }

  public static StreamEcho mqtt() throws IOException {
    return new StreamEcho(StreamEcho::answerMqtt);
  }

  public static StreamEcho http() throws IOException {
    return new StreamEcho(StreamEcho::answerHttp);
  }

  public InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        // Closing waits until all that was selected is handled.
        selector.select(this::handle);
      }
    } catch (ClosedSelectorException e) {
      LOG.debug("The echo is closed");
    } catch (IOException e) {
      LOG.error("The echo ended", e);
    }
  }

  private void handle(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel accepted = listener.accept();
        accepted.configureBlocking(false);
        accepted.register(selector, SelectionKey.OP_READ);
      } else {
        converse(key, (SocketChannel) key.channel());
      }
    } catch (IOException e) {
      LOG.debug("A connection of the echo broke", e);
      if (key.channel() instanceof SocketChannel broken) {
        closeQuietly(broken);
      }
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("A broken connection does not close", e);
    }
  }

  private void converse(SelectionKey key, SocketChannel channel) throws IOException {
    in.clear();
    if (key.attachment() instanceof ByteBuffer rest) {
      in.put(rest);
      key.attach(null);
    }
    if (channel.read(in) < 0) {
      channel.close();
      return;
    }
    in.flip();
    out.clear();
    answering.answer(in, out);
    key.attach(rest(in));
    out.flip();
    // Answers are small beside the socket's buffer; what it does not take at once waits here.
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  private static @Nullable ByteBuffer rest(ByteBuffer in) {
    return in.hasRemaining() ? ByteBuffer.allocate(in.remaining()).put(in).flip() : null;
  }

  private static void answerMqtt(ByteBuffer in, ByteBuffer out) {
    while (in.remaining() >= 2) {
      int start = in.position();
      int first = in.get() & 0xFF;
      int length = 0;
      int next = 0x80;
      for (int shift = 0; next > 0x7F && in.hasRemaining(); shift += 7) {
        next = in.get() & 0xFF;
        length |= (next & 0x7F) << shift;
      }
      if (next > 0x7F || in.remaining() < length) {
        in.position(start);
        return;
      }
      answerPacket(first, in.position(), in, out);
      in.position(in.position() + length);
    }
  }

  private static void answerPacket(int first, int body, ByteBuffer in, ByteBuffer out) {
    int qos = first >>> 1 & 3;
    switch (first >>> 4) {
      case 1 -> out.put((byte) 0x20).put((byte) 3).put((byte) 0).put((byte) 0).put((byte) 0);
      case 3 -> {
        if (qos > 0) {
          int topicLength = in.getShort(body) & 0xFFFF;
          out.put((byte) (qos == 1 ? 0x40 : 0x50)).put((byte) 2);
          out.putShort(in.getShort(body + 2 + topicLength));
        }
      }
      case 12 -> out.put((byte) 0xD0).put((byte) 0);
      case 6 -> out.put((byte) 0x70).put((byte) 2).putShort(in.getShort(body));
      default -> LOG.trace("Packet of type {} passed over", first >>> 4);
    }
  }

  private static final byte[] ACCEPTED =
      "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** The generator sends one whole request at a time. */
  private static void answerHttp(ByteBuffer in, ByteBuffer out) {
    if (in.hasRemaining() && in.get(in.limit() - 1) == '}') {
      in.position(in.limit());
      out.put(ACCEPTED);
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    listener.close();
  }
}

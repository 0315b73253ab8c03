package city.veedel.simulator.hostile;

import city.veedel.simulator.load.LoadDevice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One device of the {@link IdleFleet}, over as many connections as it takes. */
final class IdleLine {
  private static final int KEEP_ALIVE_SECONDS = 900;
  private static final int CONNACK_BYTES = 4;
  private static final byte CONNACK = 0x20;

  private final InetSocketAddress server;
  private final LoadDevice device;
  private final InetAddress from;
  private @Nullable SocketChannel channel;
  private long dialledAt;
  private boolean isWelcome;

  IdleLine(InetSocketAddress server, LoadDevice device, InetAddress from) {
    this.server = server;
    this.device = device;
    this.from = from;
  }

  void dial(Selector selector, long now) throws IOException {
    dialledAt = now;
    SocketChannel opened = SocketChannel.open();
    channel = opened;
    opened.configureBlocking(false);
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    opened.setOption(StandardSocketOptions.SO_LINGER, 0);
    opened.bind(new InetSocketAddress(from, 0));
    opened.connect(server);
    opened.register(selector, SelectionKey.OP_CONNECT, this);
  }

  /** By {@link System#nanoTime}. */
  long dialledAt() {
    return dialledAt;
  }

  boolean isDialling() {
    return channel != null && !isWelcome;
  }

  boolean isWelcome() {
    return isWelcome;
  }

  /** The connection stands: says CONNECT. */
  void greet(SelectionKey key) throws IOException {
    SocketChannel open = (SocketChannel) key.channel();
    open.finishConnect();
    // It fits into the buffer of a socket that has sent nothing yet.
    open.write(ByteBuffer.wrap(connect()));
    key.interestOps(SelectionKey.OP_READ);
  }

  private byte[] connect() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    MqttBytes.text("MQTT", body);
    body.writeBytes(
        new byte[] {4, (byte) 0xC2, KEEP_ALIVE_SECONDS >>> 8, (byte) KEEP_ALIVE_SECONDS});
    MqttBytes.text(device.id(), body);
    MqttBytes.text(device.id(), body);
    MqttBytes.text(device.secret(), body);
    return MqttBytes.packet(0x10, body.toByteArray());
  }

  /**
   * @return whether it has become welcome by this
   * @throws IOException if it was refused, or the connection is over
   */
  boolean hear(ByteBuffer in) throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      return false;
    }
    in.clear();
    if (open.read(in) < 0) {
      throw new IOException("closed");
    }
    if (isWelcome) {
      return false;
    }
    // A server that refuses may reset the connection as well, so whole packets only.
    if (in.position() < CONNACK_BYTES || in.get(0) != CONNACK || in.get(3) != 0) {
      throw new IOException("refused");
    }
    isWelcome = true;
    return true;
  }

  /** By a reset: a power cut at the device, and no port that waits for its time. */
  void hangUp() {
    isWelcome = false;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Closing is all that is wanted.
      }
      channel = null;
    }
  }

  @Override
  public String toString() {
    return device.id();
  }
}

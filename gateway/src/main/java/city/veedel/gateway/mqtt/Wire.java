package city.veedel.gateway.mqtt;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The way out. Packets are gathered and written in one go; when the socket does not take more,
 * {@code full} runs. Belongs to one event loop.
 */
final class Wire {
  /** Where packets leave. */
  interface Outlet {
    void write(Buffer packets);

    /** Whether more is waiting to leave than should. */
    boolean isFull();
  }

  private final Outlet socket;
  private final MqttMetrics metrics;
  private final Runnable full;
  private @Nullable Buffer out;
  private boolean isFull;

  Wire(Outlet socket, MqttMetrics metrics, Runnable full) {
    this.socket = socket;
    this.metrics = metrics;
    this.full = full;
  }

  /** Where encoders append to; nothing leaves before {@link #flush}. */
  Buffer out() {
    Buffer gathered = out;
    if (gathered == null) {
      gathered = Buffer.buffer();
      out = gathered;
    }
    return gathered;
  }

  boolean isFull() {
    return isFull;
  }

  void flush() {
    Buffer packets = out;
    if (packets == null || packets.length() == 0) {
      return;
    }
    out = null; // an idle connection holds nothing
    metrics.bytesOut(packets.length());
    socket.write(packets);
    if (!isFull && socket.isFull()) {
      isFull = true;
      full.run();
    }
  }

  /** The socket takes more again. */
  void drained() {
    isFull = false;
  }
}

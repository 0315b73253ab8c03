package city.veedel.gateway.mqtt;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/**
 * The way out. Packets are gathered and written in one go; when the socket does not take more,
 * {@code full} runs, and {@code drained} when it does again. Belongs to one event loop.
 */
final class Wire {
  private final NetSocket socket;
  private final MqttMetrics metrics;
  private final Runnable full;
  private Buffer out = Buffer.buffer();
  private boolean isFull;

  Wire(NetSocket socket, int queueBytes, MqttMetrics metrics, Runnable full, Runnable drained) {
    this.socket = socket.setWriteQueueMaxSize(queueBytes);
    this.metrics = metrics;
    this.full = full;
    socket.drainHandler(_ -> {
      isFull = false;
      drained.run();
    });
  }

  /** Where encoders append to; nothing leaves before {@link #flush}. */
  Buffer out() {
    return out;
  }

  boolean isFull() {
    return isFull;
  }

  void flush() {
    if (out.length() == 0) {
      return;
    }
    Buffer packets = out;
    out = Buffer.buffer();
    metrics.bytesOut(packets.length());
    socket.write(packets);
    if (!isFull && socket.writeQueueFull()) {
      isFull = true;
      full.run();
    }
  }
}

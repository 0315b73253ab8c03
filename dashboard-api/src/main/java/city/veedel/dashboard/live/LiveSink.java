package city.veedel.dashboard.live;

import io.vertx.core.buffer.Buffer;

/** Port: one client's connection. Callable from any thread. */
public interface LiveSink {
  /**
   * Sends a piece; {@code sent} runs when it has left for the socket, {@code failed} when it never
   * will.
   */
  void send(Buffer piece, Runnable sent, Runnable failed);

  /** Ends the stream in order; the client will come again. */
  void end();

  /** Cuts the connection without waiting for what is on its way. */
  void cut();
}

package city.veedel.simulator.mqtt;

import city.veedel.simulator.device.Answer;
import city.veedel.simulator.device.Message;

/**
 * One connection from CONNECT to its end, never used again afterwards. Each is a new session: what
 * is unanswered at its end is the link's to send again, so that no message has two owners.
 */
interface MqttConnection {
  /** Starts to connect; the outcome comes as an event. Does not block. */
  void connect(Events events);

  /**
   * Publishes. Does not block; the answer comes as an event on a thread of the client.
   *
   * @param sentAtNanos {@link System#nanoTime} when the message first left
   * @return false if the client's own window is full; then nothing was sent
   * @throws ConnectionLostException if the connection is no longer there
   */
  boolean publish(Message message, long sentAtNanos, Published published)
      throws ConnectionLostException;

  /** Ends the connection, once; blocks for a moment, so not for protocol threads. */
  void end();

  /** What happens to a connection. */
  interface Events {
    /**
     * @param window how many unanswered messages the server allows
     */
    void connected(int window);

    /** Could not connect, or the connection ended. May come more than once. */
    void lost(String why);
  }

  /** What happens to a message. */
  @FunctionalInterface
  interface Published {
    void answered(Answer answer);
  }

  /** The connection ended before the message left. */
  final class ConnectionLostException extends Exception {
    ConnectionLostException(Throwable cause) {
      super(cause);
    }
  }
}

package city.veedel.simulator.device;

import java.util.function.Consumer;

/**
 * One device's way to the product. Bounded: at most a window of messages are unanswered, whether
 * the connection stands or not. Thread-safe; never blocks; answers come on a protocol thread and
 * must be taken quickly.
 */
public interface DeviceLink extends AutoCloseable {
  /**
   * Takes the message and answers exactly once, or returns false if the window is full. Lost
   * connections, timeouts and overload answers are the link's own affair: it sends again.
   */
  boolean offer(Message message, Consumer<Answer> whenAnswered);

  /** Messages taken and not answered. */
  int unanswered();

  /**
   * Observations that were sent more than once because no answer came: the product may have seen
   * them twice. Overload answers do not count, since what they refuse was not taken.
   */
  long resentObservations();

  /** Ends the connection. What is unanswered is answered {@link Answer.Unanswered}. */
  @Override
  void close();
}

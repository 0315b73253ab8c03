package city.veedel.simulator.ledger;

import java.io.IOException;

/** One request at a time. For one thread. */
interface Exchange extends AutoCloseable {
  /** What the server said. */
  enum Answer {
    ACKNOWLEDGED,
    REFUSED,
    /** Not now: the message has to come again. */
    LATER
  }

  /**
   * @throws IOException if no answer came, in a time of the exchange's own
   */
  Answer send(byte[] payload) throws IOException, InterruptedException;

  @Override
  void close();
}

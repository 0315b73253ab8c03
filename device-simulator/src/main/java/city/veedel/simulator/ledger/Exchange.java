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
   * @throws java.net.SocketTimeoutException if no answer came, in a time of the exchange's own
   * @throws java.net.http.HttpTimeoutException likewise, over HTTP
   * @throws IOException if the connection ended
   */
  Answer send(byte[] payload) throws IOException, InterruptedException;

  @Override
  void close();
}

package city.veedel.simulator.hostile;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Sends as slowly as keeps a server waiting. */
final class Drip {
  private static final Duration BETWEEN_BYTES = Duration.ofMillis(500);

  private Drip() {}

  /** Until the server has something to say, or ends it. */
  static void send(byte[] bytes, HostileStream stream, Attacker self)
      throws IOException, InterruptedException {
    for (int i = 0; i < bytes.length; i++) {
      stream.send(new byte[] {bytes[i]});
      if (i == 1) {
        // Whoever is turned away at the door does not get to a second byte.
        self.tally().entered();
      }
      Thread.sleep(BETWEEN_BYTES);
      if (stream.hasAnswer()) {
        stream.awaitEnd();
        return;
      }
    }
    throw new SocketTimeoutException("all of it was taken");
  }
}

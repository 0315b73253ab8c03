package city.veedel.simulator.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

final class StalledViewer implements Behaviour {
  /**
   * Longer than a viewer may stall, 30 s, and the system's buffers may take to fill before that. To
   * see whether it was cut it has to read, and is no stalled viewer any more.
   */
  private static final Duration STALL = Duration.ofSeconds(70);

  private static final int OK = 200;

  private static final byte[] REQUEST =
      "GET /api/v1/live HTTP/1.1\r\nHost: veedel\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @Override
  public void attempt(Attacker self) throws IOException, InterruptedException {
    try (HostileStream stream = self.toHttp()) {
      stream.send(REQUEST);
      int status = stream.awaitStatus();
      if (status != OK) {
        throw new IOException("no live stream: " + status);
      }
      self.tally().entered();
      Thread.sleep(STALL);
      stream.awaitEnd();
    }
  }
}

package city.veedel.simulator.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

final class SlowHeaders implements Behaviour {
  private static final byte[] HEAD =
      ("GET / HTTP/1.1\r\nHost: veedel\r\nX-Slow: " + "s".repeat(300))
          .getBytes(StandardCharsets.US_ASCII);

  @Override
  public void attempt(Attacker self) throws IOException, InterruptedException {
    try (HostileStream stream = self.toHttp()) {
      Drip.send(HEAD, stream, self);
    }
  }

  /** The first head has 30 s. */
  @Override
  public Duration patience() {
    return Duration.ofSeconds(60);
  }
}

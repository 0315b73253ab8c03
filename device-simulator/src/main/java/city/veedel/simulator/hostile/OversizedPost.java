package city.veedel.simulator.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

final class OversizedPost implements Behaviour {
  private static final int CHUNK_BYTES = 1 << 14;
  private static final int FIRST_REFUSAL = 400;
  private static final int MOST_BYTES = 64 << 20;
  private static final byte[] SOME = new byte[CHUNK_BYTES];
  private static final byte[] CHUNK_HEAD =
      (Integer.toHexString(CHUNK_BYTES) + "\r\n").getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CHUNK_END = {'\r', '\n'};

  @Override
  public void attempt(Attacker self) throws IOException, InterruptedException {
    boolean isInChunks = self.random().nextBoolean();
    String path =
        self.random().nextBoolean() ? "/v1/" + self.device().id() + "/up" : "/api/v1/login";
    String head =
        "POST %s HTTP/1.1\r\nHost: veedel\r\nAuthorization: Bearer %s\r\n"
                .formatted(path, self.device().secret())
            + "Content-Type: application/json\r\n%s\r\n\r\n"
                .formatted(
                    isInChunks ? "Transfer-Encoding: chunked" : "Content-Length: 1000000000");
    try (HostileStream stream = self.toHttp()) {
      stream.send(head.getBytes(StandardCharsets.US_ASCII));
      self.tally().entered();
      for (int sent = 0; sent < MOST_BYTES && !stream.hasAnswer(); sent += CHUNK_BYTES) {
        if (isInChunks) {
          stream.send(CHUNK_HEAD);
        }
        stream.send(SOME);
        if (isInChunks) {
          stream.send(CHUNK_END);
        }
        self.breathe();
      }
      if (stream.awaitStatus() < FIRST_REFUSAL) {
        self.tally().accepted();
      }
    }
  }
}

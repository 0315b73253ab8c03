package city.veedel.simulator.ledger;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** HTTP push. */
final class HttpExchange implements Exchange {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int UNAUTHORIZED = 401;
  private static final int TIMED_OUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIRST_OF_SERVER = 500;

  private final HttpClient client;
  private final HttpRequest.Builder request;

  HttpExchange(HttpClient client, InetSocketAddress server, LedgerDevice device) {
    this.client = client;
    this.request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://"
                        + server.getHostString()
                        + ":"
                        + server.getPort()
                        + "/v1/"
                        + device.id()
                        + "/up"))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + device.secret())
            .header("Content-Type", "application/json");
  }

  @Override
  public Answer send(byte[] payload) throws IOException, InterruptedException {
    HttpRequest post = request.copy().POST(HttpRequest.BodyPublishers.ofByteArray(payload)).build();
    int status = client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode();
    return switch (status) {
      case 200, 201, 202, 204 -> Answer.ACKNOWLEDGED;
      // A server that has just started may not know the device yet.
      case UNAUTHORIZED, TIMED_OUT, TOO_MANY_REQUESTS -> Answer.LATER;
      default -> status >= FIRST_OF_SERVER ? Answer.LATER : Answer.REFUSED;
    };
  }

  @Override
  public void close() {
    // The client is shared.
  }
}

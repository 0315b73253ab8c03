package city.veedel.standalone.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Listens to {@code /api/v1/live} as a browser does. */
public final class LiveStream implements AutoCloseable {
  private final CopyOnWriteArrayList<String> lines = new CopyOnWriteArrayList<>();
  private final HttpClient client;
  private final Stream<String> body;

  private LiveStream(HttpClient client, Stream<String> body) {
    this.client = client;
    this.body = body;
  }

  public static LiveStream open(String url) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<Stream<String>> response =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/api/v1/live")).build(),
            HttpResponse.BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new IOException("the live stream answered " + response.statusCode());
    }
    LiveStream stream = new LiveStream(client, response.body());
    Thread.ofVirtual()
        .start(() -> {
          try {
            stream.body.forEach(stream.lines::add);
          } catch (RuntimeException e) {
            // Closed.
          }
        });
    return stream;
  }

  /** Whether a data line holds this text. */
  public boolean hasSeen(String text) {
    return lines.stream().anyMatch(line -> line.startsWith("data:") && line.contains(text));
  }

  @Override
  public void close() {
    body.close();
    client.shutdownNow();
  }
}

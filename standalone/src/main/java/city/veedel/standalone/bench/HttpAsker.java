package city.veedel.standalone.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;

/** Asks over HTTP/1.1, one question at a time. Bodies stay as they came. */
final class HttpAsker implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  /** The first byte of a gzip member (RFC 1952, section 2.3.1); no JSON begins so. */
  private static final int GZIP_MAGIC = 0x1f;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  byte[] get(String url) throws IOException, InterruptedException {
    return body(request(url).build());
  }

  byte[] getGzip(String url) throws IOException, InterruptedException {
    return body(request(url).header("Accept-Encoding", "gzip").build());
  }

  private byte[] body(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(request.uri() + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  /** The first events of a stream of server-sent events, each with its empty line; then leaves. */
  byte[] events(String url, int count) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(request(url).build(), HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException(url + " answered " + answer.statusCode());
    }
    try (InputStream stream = answer.body()) {
      ByteArrayOutputStream events = new ByteArrayOutputStream(BUFFER_BYTES);
      byte[] buffer = new byte[BUFFER_BYTES];
      byte before = 0;
      int left = count;
      while (left > 0) {
        int read = stream.read(buffer);
        if (read < 0) {
          throw new IOException(url + " ended after " + events.size() + " bytes");
        }
        events.write(buffer, 0, read);
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n' && before == '\n') {
            left--;
          }
          before = buffer[i];
        }
      }
      return events.toByteArray();
    }
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url));
  }

  /** What is too short to be worth it comes as it is. */
  static byte[] unzipped(byte[] body) throws IOException {
    if (body.length == 0 || body[0] != GZIP_MAGIC) {
      return body;
    }
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return gzip.readAllBytes();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

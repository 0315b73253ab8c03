package city.veedel.standalone.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to {@code /api/v1/live} and compares the time of each value in a delta, which the load
 * sets when it sends, with the time at which the line was read: same machine, same clock.
 */
final class LiveReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveReader.class);
  private static final String DELTA = "event: delta";
  private static final String DATA = "data:";
  private static final String TIMES = "\"t\":[";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Histogram millis = new ConcurrentHistogram(3);
  private final Stream<String> lines;
  private volatile boolean counting;
  private boolean inDelta;

  private LiveReader(String url) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> response =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/api/v1/live")).build(),
            HttpResponse.BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new IOException("the live stream answered " + response.statusCode());
    }
    this.lines = response.body();
  }

  static LiveReader open(String url) throws IOException, InterruptedException {
    LiveReader reader = new LiveReader(url);
    Thread.ofPlatform().daemon().name("live-reader").start(reader::run);
    return reader;
  }

  private void run() {
    try {
      lines.forEach(this::take);
    } catch (RuntimeException e) {
      LOG.debug("The live stream ended", e);
    }
  }

  private void take(String line) {
    if (line.startsWith("event:")) {
      inDelta = line.equals(DELTA);
    } else if (inDelta && counting && line.startsWith(DATA)) {
      long now = System.currentTimeMillis();
      int at = line.indexOf(TIMES);
      if (at >= 0) {
        countTimes(line, at + TIMES.length(), now);
      }
    }
  }

  private void countTimes(String line, int from, long now) {
    long time = 0;
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c >= '0' && c <= '9') {
        time = time * 10 + (c - '0');
      } else {
        if (time > 0) {
          millis.recordValue(Math.max(0, now - time));
        }
        time = 0;
        if (c == ']') {
          return;
        }
      }
    }
  }

  /** From now on values count. */
  void count() {
    counting = true;
  }

  /** Values no longer count; what was counted, in milliseconds. */
  Histogram counted() {
    counting = false;
    return millis;
  }

  @Override
  public void close() {
    lines.close();
    client.shutdownNow();
  }
}

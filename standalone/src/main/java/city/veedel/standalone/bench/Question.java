package city.veedel.standalone.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A kind of question, asked again and again, and how long its answers took. */
final class Question {
  private final String name;
  private final Asking asking;
  private final Histogram micros = new Histogram(3);
  private long bytes;

  /** Asks once and waits for the last byte of the answer. */
  @FunctionalInterface
  interface Asking {
    /**
     * @param turn grows from one time to the next
     */
    Reply ask(int turn) throws IOException, InterruptedException;
  }

  /** How much is in an answer; found out afterwards, and only if somebody wants to know. */
  @FunctionalInterface
  interface Counting {
    int count() throws IOException;
  }

  /**
   * What was answered.
   *
   * @param body as it came; empty where it did not come over HTTP
   * @param values results or rows in it
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Reply(byte[] body, Counting values) {}

  Question(String name, Asking asking) {
    this.name = name;
    this.asking = asking;
  }

  String name() {
    return name;
  }

  /** Asks without looking at the clock. */
  Reply ask(int turn) throws IOException, InterruptedException {
    return asking.ask(turn);
  }

  void measure(int turn) throws IOException, InterruptedException {
    long from = System.nanoTime();
    Reply reply = asking.ask(turn);
    micros.recordValue((System.nanoTime() - from) / 1_000);
    bytes += reply.body().length;
  }

  double p50Ms() {
    return micros.getValueAtPercentile(50) / 1_000.0;
  }

  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("count", micros.getTotalCount());
    if (bytes > 0) {
      figures.put("bytes", bytes / micros.getTotalCount());
    }
    figures.put("p50_ms", Figures.rounded(p50Ms()));
    figures.put("p95_ms", Figures.rounded(micros.getValueAtPercentile(95) / 1_000.0));
    figures.put("p99_ms", Figures.rounded(micros.getValueAtPercentile(99) / 1_000.0));
    figures.put("max_ms", Figures.rounded(micros.getMaxValue() / 1_000.0));
    return figures;
  }
}

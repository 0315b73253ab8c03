package city.veedel.standalone.testing;

import city.veedel.standalone.command.VeedelCommand;
import city.veedel.standalone.product.RunningProduct;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** {@code ./veedel} in this JVM, and a reading by HTTP. */
public final class CommandLine {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private CommandLine() {}

  /** What a command line came to. */
  public record Answer(int code, String text, String notes) {}

  public static Answer run(Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteArrayOutputStream notes = new ByteArrayOutputStream();
    int code =
        VeedelCommand.execute(
            new PrintStream(data, true, StandardCharsets.UTF_8),
            new PrintStream(notes, true, StandardCharsets.UTF_8),
            environment,
            arguments);
    return new Answer(
        code, data.toString(StandardCharsets.UTF_8), notes.toString(StandardCharsets.UTF_8));
  }

  /** Sends the value {@code number}; the status of the answer. */
  public static int post(RunningProduct product, String device, String secret, int number)
      throws IOException, InterruptedException {
    Instant time = Instant.now().minusSeconds(60).plusMillis(number);
    return CLIENT
        .send(
            HttpRequest.newBuilder(URI.create(product.url() + "/v1/" + device + "/up"))
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"time\":\"%s\",\"values\":{\"n\":%d}}".formatted(time, number)))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}

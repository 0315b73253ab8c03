package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.standalone.command.VeedelCommand;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.TestProduct;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accepted messages, decoded again from the command line. */
class DecodeRecentTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void whatWasAcceptedIsDecodedAgainByTheDecoderOfToday() throws Exception {
    Path file = directory.resolve("type.yaml");
    Files.writeString(file, "id: acme\ndecoder: json\nkeep-raw-days: 3\n");
    try (Product product = TestProduct.start(directory)) {
      assertThat(veedel("device-type", "add", "--file", file.toString()).code()).isZero();
      assertThat(veedel("device-type", "show", "acme").text()).contains("keep-raw-days: 3");
      String secret = TestProduct.addDevice(product, "box-1", "acme");
      for (int i = 0; i < 3; i++) {
        post(product, secret, "{\"values\":{\"no2\":4" + i + ".5}}");
      }
      assertThat(product.drain(PATIENCE)).isTrue();

      Run readable = veedel("decode", "--type", "acme", "--recent", "2");
      assertThat(readable.code()).as(readable.notes()).isZero();
      assertThat(readable.text())
          .contains("box-1  http  /v1/box-1/up  application/json", "41.5", "42.5")
          .doesNotContain("40.5");
      assertThat(messagesRead(product)).isEqualTo("acme 2");

      decodeFromNowOnBySenml();

      Run faulty = veedel("decode", "--type", "acme", "--recent", "2", "--json");
      assertThat(faulty.code()).isEqualTo(5);
      assertThat(faulty.notes()).contains("2 messages decoded again, 2 of them not readable");
      JsonNode first = MAPPER.readTree(faulty.text()).at("/items/0");
      assertThat(first.path("readings")).isEmpty();
      assertThat(first.at("/faults/0/line").asInt()).isEqualTo(1);
      assertThat(first.at("/faults/0/code").asText()).isNotEmpty();
    }
  }

  @Test
  void ofATypeThatKeepsNothingThereIsNothingToDecode() throws Exception {
    try (Product product = TestProduct.start(directory)) {
      String secret = TestProduct.addDevice(product, "scooters", "sharing-vehicles");
      post(product, secret, "{\"thing\":\"scooter-4711\",\"values\":{\"battery\":80}}");
      assertThat(product.drain(PATIENCE)).isTrue();

      Run none = veedel("decode", "--type", "sharing-vehicles", "--recent", "5");

      assertThat(none.notes()).contains("No message of type sharing-vehicles is kept");
      assertThat(none.text()).isEmpty();
      assertThat(messagesRead(product)).isEqualTo("null");
    }
  }

  private static String messagesRead(Product product) {
    return product
        .database()
        .call(connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row =
                  statement.executeQuery(
                      "SELECT string_agg(subject || ' ' || (detail ->> 'count'), ', ')"
                          + " FROM audit_entry WHERE action = 'message.read'")) {
            row.next();
            return String.valueOf(row.getString(1));
          }
        });
  }

  private void decodeFromNowOnBySenml() throws Exception {
    Path file = directory.resolve("acme-2.yaml");
    Files.writeString(file, "id: acme\ndecoder: senml\nkeep-raw-days: 3\n");
    assertThat(veedel("device-type", "add", "--file", file.toString()).notes())
        .contains("version 2");
  }

  private record Run(int code, String text, String notes) {}

  private Run veedel(String... arguments) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ByteArrayOutputStream notes = new ByteArrayOutputStream();
    int code =
        VeedelCommand.execute(
            new PrintStream(text, true, StandardCharsets.UTF_8),
            new PrintStream(notes, true, StandardCharsets.UTF_8),
            Map.of("VEEDEL_DATA_DIR", directory.toString()),
            arguments);
    return new Run(
        code, text.toString(StandardCharsets.UTF_8), notes.toString(StandardCharsets.UTF_8));
  }

  private static void post(Product product, String secret, String body) throws Exception {
    String device = body.contains("scooter") ? "scooters" : "box-1";
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(product.running().url() + "/v1/" + device + "/up"))
                  .header("Authorization", "Bearer " + secret)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
  }
}

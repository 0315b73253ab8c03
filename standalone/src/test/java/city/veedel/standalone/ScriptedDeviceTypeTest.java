package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.standalone.command.VeedelCommand;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.TestProduct;
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
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor's own decoder, from its YAML file to the stored value. */
class ScriptedDeviceTypeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void aMendedScriptReadsWhatTheFirstOneRefusedAndNamesItsVersion() throws Exception {
    try (Product product = TestProduct.start(directory)) {
      add("acme", "throw new Error('only one byte');");
      String secret = TestProduct.addDevice(product, "box-1", "acme");
      HttpResponse<String> refused = post(product, "box-1", secret, uplink("1f"));
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("only one byte", "line ");

      add("acme", "return {data: {t: input.bytes[0] + input.fPort / 10}};");
      product.refreshRegistry();
      assertThat(post(product, "box-1", secret, uplink("15")).statusCode()).isEqualTo(202);
      assertThat(veedel("dead-letters", "replay", letter(product)).code()).isZero();
      assertThat(product.drain(PATIENCE)).isTrue();

      assertThat(stored(product)).isEqualTo("temperature 21.2 v2, temperature 31.2 v2");
    }
  }

  @Test
  void aScriptThatDoesNotEndHarmsOnlyItsOwnType() throws Exception {
    try (Product product = TestProduct.start(directory)) {
      add("looping", "for (;;) {}");
      String looping = TestProduct.addDevice(product, "box-1", "looping");
      String good = TestProduct.addDevice(product, "box-2", "json");

      HttpResponse<String> stopped = post(product, "box-1", looping, uplink("15"));
      HttpResponse<String> accepted =
          post(product, "box-2", good, "{\"values\":{\"temperature\":20.5}}");

      assertThat(stopped.statusCode()).isEqualTo(422);
      assertThat(stopped.body()).contains("the decoder was stopped", "processor time");
      assertThat(accepted.statusCode()).isEqualTo(202);
      assertThat(product.drain(PATIENCE)).isTrue();
      assertThat(stored(product)).isEqualTo("temperature 20.5 v1");
    }
  }

  private void add(String type, String body) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("type.yaml"),
            """
            id: %s
            vendor: ACME
            decoder: javascript
            envelope: chirpstack-v4
            creates-things: true
            source: |
              function decodeUplink(input) {
                %s
              }
            fields: [{field: /t, property: temperature, unit: Cel}]
            """
                .formatted(type, body));
    Run run = veedel("device-type", "add", "--file", file.toString());
    assertThat(run.code()).as(run.notes()).isZero();
  }

  /** ChirpStack v4's {@code up} event, port 2. */
  private static String uplink(String hex) {
    String data = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    return """
    {"deduplicationId":"%s","time":"%s","deviceInfo":{"devEui":"0101010101010101"},
     "fPort":2,"data":"%s"}\
    """
        .formatted(hex, Instant.now().toString(), data);
  }

  private static String letter(Product product) throws Exception {
    assertThat(product.drain(PATIENCE)).isTrue();
    return asked(product, "SELECT max(dead_letter_id)::text FROM dead_letter");
  }

  private static String stored(Product product) {
    return asked(
        product,
        "SELECT string_agg(property || ' ' || result || ' v' || decoder_version,"
            + " ', ' ORDER BY result) FROM observation_view");
  }

  private static String asked(Product product, String sql) {
    return product
        .database()
        .call(connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
          }
        });
  }

  private record Run(int code, String notes) {}

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
        code, text.toString(StandardCharsets.UTF_8) + notes.toString(StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> post(
      Product product, String device, String secret, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(product.running().url() + "/v1/" + device + "/up"))
              .header("Authorization", "Bearer " + secret)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}

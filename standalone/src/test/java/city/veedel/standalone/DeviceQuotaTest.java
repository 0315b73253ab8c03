package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator's quota from the command line to the wire, across a restart, into the audit trail.
 */
class DeviceQuotaTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aQuotaHoldsOnTheWireAcrossARestartAndIsAuditedOnce() throws Exception {
    String secret;
    try (Product product = TestProduct.start(directory)) {
      secret = TestProduct.addDevice(product, "counted", "json");
      assertThat(veedel("device", "quota", "counted", "3").code()).isZero();
      product.refreshRegistry();
      for (int i = 0; i < 3; i++) {
        assertThat(post(product, secret).statusCode()).isEqualTo(202);
      }

      HttpResponse<String> discarded = post(product, secret);

      assertThat(discarded.statusCode()).isEqualTo(429);
      assertThat(discarded.body()).contains("quota_exceeded", "may bring 3 observations a month");
      assertThat(product.drain(PATIENCE)).isTrue();
      await().atMost(PATIENCE).until(() -> audited(product) == 1);
      JsonNode shown = MAPPER.readTree(veedel("device", "show", "counted", "--json").text());
      assertThat(shown.path("monthly_quota").asLong()).isEqualTo(3);
      assertThat(shown.path("accepted_this_month").asLong()).isEqualTo(3);
    }
    try (Product product = TestProduct.start(directory)) {
      assertThat(post(product, secret).statusCode()).isEqualTo(429);

      assertThat(veedel("device", "quota", "counted", "none").code()).isZero();
      product.refreshRegistry();

      assertThat(post(product, secret).statusCode()).isEqualTo(202);
      assertThat(audited(product)).isEqualTo(1);
      assertThat(veedel("device", "list").text()).contains("QUOTA").contains("none");
    }
  }

  @Test
  void aQuotaThatIsNoneIsRefusedInWords() throws Exception {
    try (Product product = TestProduct.start(directory)) {
      TestProduct.addDevice(product, "counted", "json");

      assertThat(veedel("device", "quota", "counted", "0").code()).isEqualTo(2);
      assertThat(veedel("device", "quota", "counted", "many").notes())
          .contains("at least 1, or none; was \"many\"");
      assertThat(veedel("device", "quota", "nobody", "5").notes())
          .contains("There is no device \"nobody\"");
    }
  }

  private static long audited(Product product) {
    return product
        .database()
        .call(connection -> {
          try (var statement = connection.createStatement();
              var row =
                  statement.executeQuery(
                      "SELECT count(*) FROM audit_entry WHERE action = 'device.quota_exceeded'")) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  private HttpResponse<String> post(Product product, String secret) throws Exception {
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + product.running().http() + "/v1/counted/up"))
            .header("Authorization", "Bearer " + secret)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"values\":{\"temperature\":21.5}}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private record Said(int code, String text, String notes) {}

  private Said veedel(String... arguments) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteArrayOutputStream notes = new ByteArrayOutputStream();
    int code =
        VeedelCommand.execute(
            new PrintStream(data, true, StandardCharsets.UTF_8),
            new PrintStream(notes, true, StandardCharsets.UTF_8),
            Map.of("VEEDEL_DATA_DIR", directory.toString()),
            arguments);
    return new Said(
        code, data.toString(StandardCharsets.UTF_8), notes.toString(StandardCharsets.UTF_8));
  }
}

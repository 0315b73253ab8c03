package city.veedel.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.CommandLine;
import city.veedel.standalone.testing.TestProduct;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A city lets a vendor in from the shell, and the vendor sees what is its own. */
class AccountCommandTest {
  @TempDir private Path directory;

  @Test
  void aVendorGetsInSeesItsOwnAndIsOutOnceRemoved() throws Exception {
    try (Product product = TestProduct.start(directory);
        HttpClient client = HttpClient.newHttpClient()) {
      TestProduct.addDevice(product, "of-the-city", "json");
      assertThat(veedel("organisation", "add", "acme", "--name", "ACME GmbH").code()).isZero();
      String password =
          veedel("account", "add", "vera", "--role", "vendor", "--organisation", "acme")
              .text()
              .strip();
      String token = veedel("account", "token", "vera", "--title", "test").text().strip();

      assertThat(login(client, product, "vera", password)).isEqualTo(200);
      HttpResponse<String> devices = get(client, product, "/api/v1/devices", token);
      assertThat(devices.statusCode()).isEqualTo(200);
      assertThat(new ObjectMapper().readTree(devices.body()).path("items")).isEmpty();
      assertThat(get(client, product, "/api/v1/devices/of-the-city/receipts", token).statusCode())
          .isEqualTo(404);
      assertThat(veedel("account", "list").text()).contains("vera").contains("acme");

      String next = veedel("account", "password", "vera").text().strip();

      assertThat(login(client, product, "vera", password)).isEqualTo(401);
      assertThat(login(client, product, "vera", next)).isEqualTo(200);
      assertThat(veedel("account", "remove", "vera").code()).isZero();
      assertThat(login(client, product, "vera", next)).isEqualTo(401);
    }
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() {
    assertThat(veedel("account", "add", "vera", "--role", "vendor"))
        .returns(ExitCode.USAGE, CommandLine.Answer::code)
        .matches(answer -> answer.notes().contains("--organisation"));
    assertThat(veedel("account", "add", "olga", "--role", "operator", "--organisation", "acme"))
        .returns(ExitCode.USAGE, CommandLine.Answer::code);
    assertThat(veedel("account", "add", "olga", "--role", "boss"))
        .returns(ExitCode.USAGE, CommandLine.Answer::code)
        .matches(answer -> answer.notes().contains("viewer, operator"));
    assertThat(veedel("account", "add", "two words", "--role", "viewer").code())
        .isEqualTo(ExitCode.USAGE);
    assertThat(veedel("account", "remove", "admin").code()).isEqualTo(ExitCode.USAGE);
    assertThat(veedel("account", "token", "admin", "--title", "x", "--valid", "P400D").code())
        .isEqualTo(ExitCode.USAGE);
  }

  private CommandLine.Answer veedel(String... arguments) {
    return CommandLine.run(Map.of("VEEDEL_DATA_DIR", directory.toString()), arguments);
  }

  private static int login(HttpClient client, Product product, String name, String password)
      throws Exception {
    String body = new ObjectMapper().writeValueAsString(Map.of("name", name, "password", password));
    return client
        .send(
            HttpRequest.newBuilder(URI.create(product.running().url() + "/api/v1/login"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static HttpResponse<String> get(
      HttpClient client, Product product, String path, String token) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(product.running().url() + path))
            .header("Authorization", "Bearer " + token)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}

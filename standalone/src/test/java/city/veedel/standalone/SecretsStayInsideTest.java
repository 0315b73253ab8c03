package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.settings.Settings;
import city.veedel.standalone.testing.CapturedLog;
import city.veedel.standalone.testing.TestProduct;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole product with known secrets of every kind, used rightly and wrongly, while every logger
 * says all it can: none of the secrets is in the log, in what the product answers, in its database
 * or in its files. A device that is locked out loses the connection it has.
 */
@Timeout(300)
class SecretsStayInsideTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ADMIN = "rEal-admin-4711-pAssphrase";
  private static final String BRIDGE = "rEal-bridge-4713-pAssphrase";
  private static final String MISTYPED = "mIstyped-4714-pAssphrase";
  private static final String WRONG_DEVICE_SECRET = "wRong-device-4715-secret";

  @TempDir private Path directory;
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> answers = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void noSecretIsInLogsAnswersDatabaseOrFiles() throws Exception {
    secrets.put("admin", ADMIN);
    secrets.put("bridge", BRIDGE);
    secrets.put("mistyped", MISTYPED);
    secrets.put("wrong device secret", WRONG_DEVICE_SECRET);
    try (TestDatabase database = TestDatabases.embedded();
        CapturedLog log = CapturedLog.begin()) {
      secrets.put("database", database.config().password());
      Map<String, String> file = settings(database);
      answers.add(Settings.of(file, Map.of()).toString());
      try (Product product = TestProduct.start(file)) {
        use(product);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.text()).contains("bridge"));
      }
      answers.add(everyTable(database));

      assertThat(secrets).hasSize(7);
      assertThat(log.text()).as("logs a lot").hasSizeGreaterThan(10_000);
      for (Map.Entry<String, String> secret : secrets.entrySet()) {
        for (String form : formsOf(secret.getValue())) {
          assertThat(linesWith(form, log.text())).as("%s in the log", secret.getKey()).isEmpty();
          assertThat(String.join("\n", answers).contains(form))
              .as("%s in an answer or in the database", secret.getKey())
              .isFalse();
          assertThat(filesWith(form)).as("%s in a file", secret.getKey()).isEmpty();
        }
      }
    }
  }

  private Map<String, String> settings(TestDatabase database) throws IOException {
    Path bridges =
        Files.writeString(
            Files.createDirectories(directory.resolve("etc")).resolve("bridges.yaml"),
            """
            bridges:
              - name: nobody-there
                broker: tcp://127.0.0.1:1
                user: veedel
                password: %s
                routes:
                  - topic-filter: sensors/+/up
                    device-level: 1
            """
                .formatted(BRIDGE));
    Map<String, String> file = TestProduct.freePorts(directory.resolve("data"));
    file.put("admin-password", ADMIN);
    file.put("database-url", database.config().jdbcUrl());
    file.put("database-user", database.config().user());
    file.put("database-password", database.config().password());
    file.put("bridges", bridges.toString());
    return file;
  }

  /** Everything that takes a secret, once with the right one and once with a wrong one. */
  private void use(Product product) throws Exception {
    String url = product.running().url();
    HttpResponse<String> login = post(url, "/api/v1/login", login(ADMIN));
    assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
    answers.add(login.body());
    String cookie = login.headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");
    secrets.put("session", cookie.substring(cookie.indexOf('=') + 1));
    answers.add(post(url, "/api/v1/login", login(MISTYPED)).body());
    answers.add(post(url, "/api/v1/login", "{\"password\":\"" + MISTYPED + "\"}").body());
    answers.add(post(url, "/api/v1/login", MISTYPED).body());

    HttpResponse<String> added =
        post(
            url,
            "/api/v1/devices",
            "{\"id\":\"box-1\",\"type\":\"json\",\"theme\":\"air\",\"title\":\"T\"}",
            "Cookie",
            cookie);
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    String secret = MAPPER.readTree(added.body()).path("secret").asText();
    secrets.put("device", secret);
    product.refreshRegistry();

    send(url, "Bearer " + secret, "{\"values\":{\"no2\":1}}", 202);
    send(url, basic(secret), "{\"values\":", 422);
    send(url, "Bearer " + WRONG_DEVICE_SECRET, "{}", 401);
    send(url, basic(WRONG_DEVICE_SECRET), "{}", 401);
    overMqtt(product, secret);
    assertThat(product.drain(PATIENCE)).isTrue();
    for (String path :
        List.of(
            "/metrics",
            "/health/ready",
            "/version",
            "/api/v1/session",
            "/api/v1/audit",
            "/api/v1/devices",
            "/api/v1/devices/box-1/receipts",
            "/api/v1/dead-letters")) {
      answers.add(get(url, path, "Cookie", cookie));
    }
    answers.add(get(url, "/api/v1/devices", "Authorization", "Bearer " + MISTYPED));
    assertThat(answers.getLast()).contains("not_authenticated");
  }

  private static String login(String password) {
    return "{\"name\":\"admin\",\"password\":\"" + password + "\"}";
  }

  private static String basic(String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString(("box-1:" + secret).getBytes(StandardCharsets.UTF_8));
  }

  private void send(String url, String authorization, String body, int expected) throws Exception {
    HttpResponse<String> answer = post(url, "/v1/box-1/up", body, "Authorization", authorization);
    answers.add(answer.body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
  }

  private void overMqtt(Product product, String secret) throws Exception {
    String address = "tcp://127.0.0.1:" + product.running().mqtt();
    try (MqttClient stranger = new MqttClient(address, "box-1", new MemoryPersistence())) {
      assertThat(connected(stranger, WRONG_DEVICE_SECRET)).isFalse();
    }
    try (MqttClient device = new MqttClient(address, "box-1", new MemoryPersistence())) {
      assertThat(connected(device, secret)).isTrue();
      device.publish("v1/box-1/up", new MqttMessage("{".getBytes(StandardCharsets.UTF_8)));

      product.registry().setEnabled(new city.veedel.model.DeviceId("box-1"), false);

      // Promised within 5 s; here only that it happens, and that nobody has to ask for it.
      await().atMost(PATIENCE).until(() -> !device.isConnected());
      assertThat(connected(device, secret)).isFalse();
      product.registry().setEnabled(new city.veedel.model.DeviceId("box-1"), true);
    }
  }

  private static boolean connected(MqttClient device, String secret) {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setUserName("box-1");
    options.setPassword(secret.toCharArray());
    options.setAutomaticReconnect(false);
    try {
      device.connect(options);
      return true;
    } catch (MqttException e) {
      return false;
    }
  }

  private HttpResponse<String> post(String url, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String get(String url, String path, String... headers) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(url + path)).headers(headers).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** As it is, and as Base64, in which HTTP carries it, would begin. */
  private static List<String> formsOf(String secret) {
    String encoded =
        Base64.getEncoder().encodeToString(("box-1:" + secret).getBytes(StandardCharsets.UTF_8));
    return List.of(secret, encoded.substring(0, encoded.length() - 4));
  }

  private static String linesWith(String secret, String log) {
    return log.lines()
        .filter(line -> line.contains(secret))
        .limit(3)
        .toList()
        .toString()
        .replace("[]", "");
  }

  /** All rows of all tables of the schema, as text. */
  private static String everyTable(TestDatabase database) {
    return database.ask(
        """
        SELECT string_agg(query_to_xml('SELECT * FROM veedel.' || quote_ident(relname), true, true,
          '')::text, '')
        FROM pg_class WHERE relnamespace = 'veedel'::regnamespace AND relkind IN ('r', 'v')\
        """);
  }

  private List<Path> filesWith(String secret) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, secret)).toList();
    }
  }

  private static boolean holds(Path file, String secret) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

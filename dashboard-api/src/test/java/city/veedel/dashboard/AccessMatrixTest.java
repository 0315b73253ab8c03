package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of the API's description × everybody who may ask, over HTTP: the description says
 * who may, the server must agree, and an operation that says nothing fails the build.
 */
class AccessMatrixTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> PEOPLE =
      Stream.concat(
              Stream.of(DescribedAccess.ANYBODY), Arrays.stream(Role.values()).map(Role::code))
          .toList();
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final Set<Integer> TOLD_TO_LOG_IN_OR_GO = Set.of(401, 403);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static RunningDashboard dashboard;
  private static final Map<String, String[]> LOGINS = new HashMap<>();

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    LOGINS.put(DescribedAccess.ANYBODY, new String[0]);
    for (Role role : Role.values()) {
      LOGINS.put(role.code(), dashboard.as(role));
    }
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  static List<DescribedAccess> operations() throws Exception {
    return DescribedAccess.all().stream().filter(asked -> !asked.isForDevices()).toList();
  }

  @Test
  void everyOperationSaysWhoMayAndWhatTheySee() throws Exception {
    Set<String> known = new TreeSet<>(PEOPLE);
    known.add(DescribedAccess.DEVICE);
    for (DescribedAccess operation : DescribedAccess.all()) {
      assertThat(operation.roles()).as("x-roles of %s", operation).isNotEmpty().isSubsetOf(known);
      assertThat(DescribedAccess.OBJECTS.keySet())
          .as("x-objects of %s", operation)
          .contains(operation.objects());
      if (operation.admits(DescribedAccess.ANYBODY)) {
        assertThat(operation.roles())
            .as("%s without and with a login", operation)
            .containsAll(PEOPLE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void letsInWhoMayAndNobodyElse(DescribedAccess operation) throws Exception {
    for (String who : PEOPLE) {
      Said answer = ask(operation.method(), operation.path(), loginOf(operation, who));

      String said = who + " " + operation + ": " + answer.body();
      if (operation.admits(who)) {
        assertThat(answer.status()).as(said).isNotIn(401, 403, 405, 500);
      } else {
        assertThat(answer.status())
            .as(said)
            .isEqualTo(who.equals(DescribedAccess.ANYBODY) ? 401 : 403);
        assertThat(answer.type()).isEqualTo("application/problem+json");
      }
    }
  }

  /** A logout takes its login with it. */
  private static String[] loginOf(DescribedAccess operation, String who) {
    return operation.path().endsWith("/logout") && !who.equals(DescribedAccess.ANYBODY)
        ? dashboard.as(Role.findByCode(who).orElseThrow())
        : LOGINS.getOrDefault(who, new String[0]);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aTokenThatWasRevokedOpensNothingThatALoginWasNeededFor(DescribedAccess operation)
      throws Exception {
    String[] revoked = {"Authorization", "Bearer " + "r".repeat(43)};

    Said answer = ask(operation.method(), operation.path(), revoked);

    if (operation.admits(DescribedAccess.ANYBODY)) {
      assertThat(answer.status()).isNotIn(405, 500);
    } else {
      assertThat(answer.status()).isEqualTo(401);
    }
  }

  @Test
  void noPathTakesAMethodThatIsNotDescribed() throws Exception {
    Map<String, Set<String>> described = new TreeMap<>();
    for (DescribedAccess operation : operations()) {
      described.computeIfAbsent(operation.path(), path -> new TreeSet<>()).add(operation.method());
    }
    for (Map.Entry<String, Set<String>> path : described.entrySet()) {
      for (String method : METHODS) {
        if (!path.getValue().contains(method)) {
          Said answer = ask(method, path.getKey(), LOGINS.getOrDefault("admin", new String[0]));

          assertThat(answer.status()).as(method + " " + path.getKey()).isIn(404, 405);
        }
      }
    }
  }

  @Test
  void aRefusalDoesNotSayWhetherTheObjectExists() throws Exception {
    String[] viewer = LOGINS.getOrDefault("viewer", new String[0]);
    dashboard.post(
        "/api/v1/devices",
        "{\"id\":\"there\",\"type\":\"json\",\"theme\":\"air\",\"title\":\"T\"}",
        LOGINS.getOrDefault("admin", new String[0]));

    JsonNode there =
        MAPPER.readTree(dashboard.get("/api/v1/devices/there/receipts", viewer).body());
    JsonNode missing =
        MAPPER.readTree(dashboard.get("/api/v1/devices/missing/receipts", viewer).body());

    assertThat(there).isEqualTo(missing);
    assertThat(there.path("status").asInt()).isIn(TOLD_TO_LOG_IN_OR_GO);
  }

  private record Said(int status, String type, String body) {}

  /** Of the live stream the head is enough. */
  private static Said ask(String method, String path, String[] login) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(dashboard.uri(path.replace("{id}", "1")))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(
                method,
                method.equals("GET")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString("{}"));
    if (login.length > 0) {
      request.headers(login);
    }
    HttpResponse<InputStream> answer =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    String type = answer.headers().firstValue("content-type").orElse("");
    try (InputStream body = answer.body()) {
      String text =
          type.equals("text/event-stream")
              ? ""
              : new String(body.readAllBytes(), StandardCharsets.UTF_8);
      return new Said(answer.statusCode(), type, text);
    }
  }

  @Test
  void theMatrixInTheDocumentationIsTheDescriptions() throws Exception {
    StringBuilder text =
        new StringBuilder(
            """
            # Who may ask what

            Made by `AccessMatrixTest` from `x-roles` and `x-objects` of the API's description (`/openapi.json`), which it also asks
            over HTTP: every operation as everybody. `TenancyTest` asks for objects of others. To write this page again:
            `mvn -pl dashboard-api test -Dtest=AccessMatrixTest -Dveedel.write-docs=true`.

            """);
    List<String> columns = new ArrayList<>(PEOPLE);
    columns.add(DescribedAccess.DEVICE);
    text.append("| operation | ").append(String.join(" | ", columns)).append(" | objects |\n");
    text.append("|---|").append("---|".repeat(columns.size() + 1)).append('\n');
    for (DescribedAccess operation : DescribedAccess.all()) {
      text.append("| `").append(operation).append("` | ");
      text.append(
          columns.stream()
              .map(who -> operation.admits(who) ? "yes" : "–")
              .collect(Collectors.joining(" | ")));
      text.append(" | ").append(operation.objects()).append(" |\n");
    }
    text.append("\n| objects | what is seen or changed |\n|---|---|\n");
    new TreeMap<>(DescribedAccess.OBJECTS)
        .forEach((word, meaning) ->
            text.append("| ").append(word).append(" | ").append(meaning).append(" |\n"));
    text.append(
        """

        - *anybody* is asked without a login and with one. An unknown, revoked or expired bearer token gets 401 also where no login is
          needed, except where credentials are not looked at (*none*).
        - Without a login 401, with one in another role 403, for an object of somebody else 404, in the same words as for one that does
          not exist. Every other method of a path: 405.
        - `/metrics`, `/health/…` and `/version` are open to whoever reaches the port: they hold counts and states, never the name of a
          device, a thing, an account or an address (`TenancyTest`). Whoever wants them closed does so in the reverse proxy.
        - Ids of devices and things are one namespace for the whole city: registering an id that another vendor has is told as taken.
        - Beside these the port serves the web app, and `/basemap/…` where a directory is set: files, the same for everybody.
        """);
    Path document = Path.of("..", "docs", "conformance", "access.md");
    if (Boolean.getBoolean("veedel.write-docs")) {
      Files.writeString(document, text);
    }

    assertThat(document)
        .as("write it again: -Dveedel.write-docs=true")
        .content()
        .isEqualTo(text.toString());
  }
}

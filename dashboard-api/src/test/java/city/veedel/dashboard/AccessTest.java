package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may ask what, how one logs in, and what a page of another site cannot do. */
class AccessTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PASSWORD = "correct horse battery";
  private static RunningDashboard dashboard;
  private static final Map<Role, String[]> TOKENS = new EnumMap<>(Role.class);

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    dashboard.accounts().create("ada", PASSWORD, Role.STEWARD);
    for (Role role : Role.values()) {
      TOKENS.put(role, dashboard.as(role));
    }
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  record Case(String method, String path, String who, int expected) {
    @Override
    public String toString() {
      return who + " " + method + " " + path + " → " + (expected == 0 ? "let in" : expected);
    }
  }

  /** Every operation of the description × everybody; the description says who may. */
  static Stream<Case> everyRouteAndRole() throws Exception {
    JsonNode document;
    try (var in =
        AccessTest.class.getResourceAsStream("/city/veedel/dashboard/http/openapi.json")) {
      document = MAPPER.readTree(in);
    }
    List<Case> cases = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        String asked = path.getKey().replace("{id}", "1");
        if (asked.equals("/api/v1/live") || asked.equals("/api/v1/login")) {
          continue;
        }
        JsonNode roles = operation.getValue().path("x-roles");
        Set<String> allowed = roles.valueStream().map(JsonNode::asText).collect(Collectors.toSet());
        boolean open = roles.isMissingNode();
        cases.add(new Case(method, asked, "anybody", open ? 0 : 401));
        for (Role role : Role.values()) {
          boolean in = open || allowed.contains(role.code());
          cases.add(new Case(method, asked, role.code(), in ? 0 : 403));
        }
      }
    }
    return cases.stream().filter(known -> !known.path().equals("/api/v1/logout"));
  }

  @ParameterizedTest
  @MethodSource("everyRouteAndRole")
  void letsInWhoMayAndNobodyElse(Case asked) throws Exception {
    String[] headers =
        Role.findByCode(asked.who())
            .map(role -> TOKENS.getOrDefault(role, new String[0]))
            .orElse(new String[0]);
    HttpResponse<String> answer =
        asked.method().equals("GET")
            ? dashboard.get(asked.path(), headers)
            : dashboard.post(asked.path(), "{}", headers);

    if (asked.expected() == 0) {
      assertThat(answer.statusCode()).isNotIn(401, 403, 405, 500);
    } else {
      assertThat(answer.statusCode()).isEqualTo(asked.expected());
      assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    }
  }

  @Test
  void aLoginGivesACookieThatScriptsAndOtherSitesCannotUse() throws Exception {
    HttpResponse<String> answer = login("ada", PASSWORD);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = MAPPER.readTree(answer.body());
    assertThat(body.path("name").asText()).isEqualTo("ada");
    assertThat(body.path("role").asText()).isEqualTo("steward");
    assertThat(body.path("expires_at").asText()).contains("T");
    String cookie = answer.headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie).startsWith("veedel_session=").contains("HttpOnly", "SameSite=Strict");
    assertThat(session(cookie)).contains("\"ada\"", "\"steward\"");

    HttpResponse<String> logout = dashboard.post("/api/v1/logout", "", "Cookie", valueOf(cookie));

    assertThat(logout.statusCode()).isEqualTo(204);
    assertThat(logout.headers().firstValue("set-cookie").orElseThrow()).contains("Max-Age=0");
    assertThat(session(cookie)).isEqualTo("{\"name\":null,\"role\":null}");
  }

  @Test
  void aWrongPasswordAndAnUnknownNameAreAnsweredAlike() throws Exception {
    HttpResponse<String> wrong = login("ada", "not this one");
    HttpResponse<String> unknown = login("nobody", "not this one");

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(unknown.body()).isEqualTo(wrong.body());
    assertThat(wrong.headers().firstValue("set-cookie")).isEmpty();
  }

  @Test
  void guessingIsSlowedDown() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      statuses.add(login("guessed", "wrong-" + i).statusCode());
    }

    assertThat(statuses).startsWith(401, 401).contains(429);
  }

  @Test
  void aPageOfAnotherSiteCannotChangeAnything() throws Exception {
    String cookie =
        valueOf(login("ada", PASSWORD).headers().firstValue("set-cookie").orElseThrow());
    String body = "{\"id\":\"d-x\",\"type\":\"json\",\"theme\":\"air\",\"title\":\"D\"}";

    assertThat(
            dashboard
                .post("/api/v1/devices", body, "Cookie", cookie, "Origin", "https://evil.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            dashboard
                .post("/api/v1/devices", body, "Cookie", cookie, "Sec-Fetch-Site", "cross-site")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            dashboard
                .post("/api/v1/devices", body, "Cookie", cookie, "Origin", "null")
                .statusCode())
        .isEqualTo(403);
    String own = "http://127.0.0.1:" + dashboard.port();
    assertThat(
            dashboard.post("/api/v1/devices", body, "Cookie", cookie, "Origin", own).statusCode())
        .isEqualTo(201);
  }

  @Test
  void anInvalidTokenIsRefusedAlsoWhereNoneIsNeeded() throws Exception {
    HttpResponse<String> answer =
        dashboard.get("/api/v1/session", "Authorization", "Bearer invented");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("www-authenticate")).isPresent();
  }

  @Test
  void otherSitesMayReadWhatIsPublicAndNothingElse() throws Exception {
    assertThat(allowed("/api/v1/basemap")).isEmpty();
    assertThat(allowed("/api/v1/session")).isEmpty();
    assertThat(allowed("/metrics")).isEmpty();
    assertThat(allowed("/api/v1/things")).isEqualTo("*");
    HttpResponse<String> things = dashboard.get("/api/v1/things");
    assertThat(things.headers().firstValue("access-control-allow-credentials")).isEmpty();
    HttpResponse<String> preflight =
        dashboard.send(
            HttpRequest.newBuilder(dashboard.uri("/api/v1/things"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("access-control-allow-methods")).contains("GET");
  }

  private static String allowed(String path) throws Exception {
    return dashboard
        .get(path, "Origin", "https://example.org")
        .headers()
        .firstValue("access-control-allow-origin")
        .orElse("");
  }

  private static String session(String setCookie) throws Exception {
    return dashboard.get("/api/v1/session", "Cookie", valueOf(setCookie)).body();
  }

  private static String valueOf(String setCookie) {
    return setCookie.substring(0, setCookie.indexOf(';'));
  }

  private static HttpResponse<String> login(String name, String password) throws Exception {
    return dashboard.post(
        "/api/v1/login", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
  }
}

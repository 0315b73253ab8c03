package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How one logs in, and what a page of another site cannot do. */
class AccessTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PASSWORD = "correct horse battery";
  private static RunningDashboard dashboard;

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    dashboard.accounts().create("ada", PASSWORD, Role.STEWARD);
  }

  @AfterAll
  static void stop() {
    dashboard.close();
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

package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.dashboard.http.BasemapConfig;
import city.veedel.dashboard.http.HttpConfig;
import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health, the web app, the base map, headers, and what happens when the database goes away. */
class OperationsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void withoutADatabaseTheMapStaysAndTheRestSaysWhatIsMissing() throws Exception {
    try (RunningDashboard dashboard = RunningDashboard.start()) {
      int air = dashboard.thing("air-1", "air", 6.95, 50.94, "public");
      String series = "/api/v1/datastreams/" + air + "/observations";
      await().until(() -> dashboard.get("/api/v1/things/air-1").statusCode() == 200);
      assertThat(dashboard.get("/health/ready").statusCode()).isEqualTo(200);

      dashboard.lockDatabase(true);

      await().atMost(PATIENCE).until(() -> dashboard.get(series).statusCode() == 503);
      HttpResponse<String> answer = dashboard.get(series);
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
      assertThat(MAPPER.readTree(answer.body()).path("code").asText())
          .isIn("database_unavailable", "database_busy");
      assertThat(dashboard.get("/api/v1/things/air-1").statusCode()).isEqualTo(200);
      assertThat(dashboard.get("/health/live").statusCode()).isEqualTo(200);
      await().atMost(PATIENCE).until(() -> dashboard.get("/health/ready").statusCode() == 503);
      JsonNode health = MAPPER.readTree(dashboard.get("/health/ready").body());
      assertThat(health.path("status").asText()).isEqualTo("failing");
      assertThat(health.at("/parts/0/name").asText()).isEqualTo("database");
      assertThat(health.at("/parts/0/status").asText()).isEqualTo("failing");

      dashboard.lockDatabase(false);

      await().atMost(PATIENCE).until(() -> dashboard.get(series).statusCode() == 200);
      await().atMost(PATIENCE).until(() -> dashboard.get("/health/ready").statusCode() == 200);
    }
  }

  @Test
  void servesTheWebAppAndItsPages() throws Exception {
    try (RunningDashboard dashboard = RunningDashboard.start()) {
      HttpResponse<String> page = dashboard.get("/");

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("cache-control")).contains("no-cache");
      assertThat(dashboard.get("/trends/air-1").body()).isEqualTo(page.body());
      assertThat(dashboard.get("/missing.js").statusCode()).isEqualTo(404);
      HttpResponse<String> hashed = dashboard.get("/assets/test-AbCd1234.js");
      assertThat(hashed.headers().firstValue("content-type"))
          .contains("text/javascript; charset=utf-8");
      assertThat(hashed.headers().firstValue("cache-control"))
          .contains("public, max-age=31536000, immutable");
      String tag = hashed.headers().firstValue("etag").orElseThrow();
      assertThat(dashboard.get("/assets/test-AbCd1234.js", "If-None-Match", tag).statusCode())
          .isEqualTo(304);
      assertThat(
              dashboard
                  .get("/assets/test-AbCd1234.js", "Accept-Encoding", "gzip")
                  .headers()
                  .firstValue("content-encoding"))
          .contains("gzip");
    }
  }

  @Test
  void nothingOutsideOfTheWebAppCanBeReached() throws Exception {
    try (RunningDashboard dashboard = RunningDashboard.start()) {
      for (String path :
          new String[] {
            "/../logback-test.xml",
            "/%2e%2e/logback-test.xml",
            "/assets/..%2f..%2flogback-test.xml",
            "//etc/passwd.txt",
            "/.hidden.txt",
            "/assets/%00.js",
          }) {
        assertThat(dashboard.get(path).statusCode()).as(path).isIn(400, 404);
      }
    }
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() throws Exception {
    try (RunningDashboard dashboard = RunningDashboard.start()) {
      for (String path :
          new String[] {"/", "/api/v1/things", "/api/v1/nothing", "/health/live", "/x.js"}) {
        var headers = dashboard.get(path).headers();
        assertThat(headers.firstValue("content-security-policy").orElseThrow())
            .as(path)
            .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
            .doesNotContain("unsafe");
        assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
        assertThat(headers.firstValue("referrer-policy")).isPresent();
        assertThat(headers.firstValue("permissions-policy")).isPresent();
        assertThat(headers.firstValue("strict-transport-security")).isEmpty();
      }
    }
  }

  @Test
  void anUnknownPathOrMethodIsAProblem() throws Exception {
    try (RunningDashboard dashboard = RunningDashboard.start()) {
      HttpResponse<String> unknown = dashboard.get("/api/v1/nothing");
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(unknown.headers().firstValue("content-type")).contains("application/problem+json");

      HttpResponse<String> method =
          dashboard.send(HttpRequest.newBuilder(dashboard.uri("/api/v1/things")).DELETE());
      assertThat(method.statusCode()).isEqualTo(405);
      assertThat(method.headers().firstValue("content-type")).contains("application/problem+json");
    }
  }

  @Test
  void servesBaseMapFilesWithRangesAndSaysWhatThereIs(@TempDir Path directory) throws Exception {
    try (RunningDashboard without = RunningDashboard.start()) {
      assertThat(without.get("/api/v1/basemap").body()).isEqualTo("{\"kind\":\"builtin\"}");
      assertThat(without.get("/basemap/x.pmtiles").statusCode()).isEqualTo(404);
    }
    Files.writeString(directory.resolve("districts.geojson"), "{\"type\":\"FeatureCollection\"}");
    try (RunningDashboard dashboard =
        RunningDashboard.start(
            c -> c.withHttp(c.http().withBasemap(BasemapConfig.of(directory))))) {
      assertThat(dashboard.get("/api/v1/basemap").body())
          .isEqualTo(
              "{\"kind\":\"geojson\",\"layers\":[{\"name\":\"districts\",\"url\":\"/basemap/districts.geojson\"}]}");
      Files.writeString(directory.resolve("koeln.pmtiles"), "0123456789");
      assertThat(dashboard.get("/api/v1/basemap").body())
          .isEqualTo("{\"kind\":\"pmtiles\",\"url\":\"/basemap/koeln.pmtiles\"}");
      HttpResponse<String> part = dashboard.get("/basemap/koeln.pmtiles", "Range", "bytes=2-4");
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.body()).isEqualTo("234");
      assertThat(dashboard.get("/basemap/../pom.xml").statusCode()).isIn(400, 404);
      Files.writeString(directory.resolve("style.json"), "{}");
      assertThat(dashboard.get("/api/v1/basemap").body())
          .isEqualTo("{\"kind\":\"style\",\"url\":\"/basemap/style.json\"}");
    }
  }

  @Test
  void tellsMetricsAndVersion() throws Exception {
    try (RunningDashboard dashboard = RunningDashboard.start()) {
      assertThat(dashboard.get("/metrics").body()).contains("veedel_live_clients");
      assertThat(MAPPER.readTree(dashboard.get("/version").body()).path("version").asText())
          .isEqualTo("0.1.0-test");
    }
  }

  @Test
  void speaksHttpsWithAPemCertificate(@TempDir Path directory) throws Exception {
    TestCertificate certificate = TestCertificate.create(directory);
    try (RunningDashboard dashboard =
        RunningDashboard.start(c ->
            c.withHttp(
                c.http()
                    .secured(
                        new HttpConfig.Tls(certificate.certificatePem(), certificate.keyPem()))))) {
      dashboard.accounts().create("ada", "correct horse battery", Role.VIEWER);
      try (HttpClient client = HttpClient.newBuilder().sslContext(certificate.trusting()).build()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(
                        URI.create("https://localhost:" + dashboard.port() + "/api/v1/login"))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"name\":\"ada\",\"password\":\"correct horse battery\"}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("set-cookie").orElseThrow()).contains("; Secure");
        assertThat(answer.headers().firstValue("strict-transport-security")).isPresent();
      }
    }
  }
}

package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.model.DeviceId;
import city.veedel.model.Result;
import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description at {@code /openapi.json} and the server say the same. */
class DescriptionTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static RunningDashboard dashboard;
  private static JsonNode document;
  private static int air;
  private static String[] admin;

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    document = MAPPER.readTree(dashboard.get("/openapi.json").body());
    air = dashboard.thing("air-1", "air", 6.95, 50.94, "public");
    dashboard.datastream("air-1", "never", "text", "public");
    admin = dashboard.as(Role.ADMIN);
    Instant now = Instant.now();
    dashboard
        .database()
        .execute(
            """
            SELECT ensure_observation_partitions(now(), now());
            INSERT INTO observation (datastream_id, phenomenon_time, result, received_at)
            SELECT %d, now() - i * interval '1 minute', i, now() FROM generate_series(0, 9) i;
            INSERT INTO dead_letter (device_id, protocol, assured, address, content_format, reason,
              detail, pointer, payload, observations, acknowledged, received_at, journal_id,
              journal_batch, journal_index)
            VALUES ('d-1', 'mqtt', true, 'v1/d-1/up', 'application/json', 'payload_malformed', 'no',
              '/a', '\\x00ff', 1, true, now(), gen_random_uuid(), 1, 1);
            INSERT INTO receipt (device_id, hour, assured, accepted, stored)
            VALUES ('d-1', date_trunc('hour', now()), true, 5, 5)\
            """
                .formatted(air));
    dashboard.post(
        "/api/v1/devices",
        "{\"id\":\"d-1\",\"type\":\"json\",\"theme\":\"air\",\"title\":\"D\"}",
        admin);
    dashboard.registry().setMonthlyQuota(new DeviceId("d-1"), OptionalLong.of(5));
    await().until(() -> dashboard.get("/api/v1/things/air-1").statusCode() == 200);
    dashboard.store(air, "air-1", now, new Result.Quantity(46.1));
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  @Test
  void describesEveryRouteAndNothingElse() {
    Set<String> served = new TreeSet<>();
    for (Route route : dashboard.server().router().getRoutes()) {
      String path = route.getPath();
      if (path != null && route.methods() != null) {
        for (HttpMethod method : route.methods()) {
          if (!method.equals(HttpMethod.OPTIONS)) {
            served.add(method.name() + " " + path.replaceAll(":(\\w+)", "{$1}"));
          }
        }
      }
    }
    Set<String> described = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation -> {
                  if (!isOfTheGateway(operation.getValue())) {
                    described.add(
                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                  }
                }));

    assertThat(described).isEqualTo(served);
  }

  /** The gateway mounts its route on the dashboard's port; the whole product serves both. */
  private static boolean isOfTheGateway(JsonNode operation) {
    return operation.path("x-roles").valueStream().allMatch(role -> role.asText().equals("device"));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/things, /api/v1/things",
    "/api/v1/things/{id}, /api/v1/things/air-1",
    "/api/v1/live/dictionary, /api/v1/live/dictionary",
    "/api/v1/basemap, /api/v1/basemap",
    "/api/v1/session, /api/v1/session",
    "/api/v1/device-types, /api/v1/device-types",
    "/api/v1/device-types/{id}, /api/v1/device-types/json",
    "/api/v1/devices, /api/v1/devices",
    "/api/v1/devices/{id}/receipts, /api/v1/devices/d-1/receipts",
    "/api/v1/dead-letters, /api/v1/dead-letters",
    "/api/v1/dead-letters/{id}, /api/v1/dead-letters/1",
    "/api/v1/audit, /api/v1/audit",
    "/api/v1/datastreams/{id}/observations, /api/v1/datastreams/1/observations",
    "/api/v1/datastreams/{id}/observations, /api/v1/datastreams/1/observations?interval=PT15M",
    "/health/live, /health/live",
    "/health/ready, /health/ready",
    "/version, /version",
  })
  void anAnswerIsAsDescribed(String described, String asked) throws Exception {
    HttpResponse<String> answer = dashboard.get(asked, admin);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String media = answer.headers().firstValue("content-type").orElseThrow();
    JsonNode content =
        document.path("paths").path(described).at("/get/responses/200/content").path(media);
    assertThat(content.isMissingNode()).as("described as " + media).isFalse();
    assertThat(
            new SchemaCheck(document)
                .faults(content.path("schema"), MAPPER.readTree(answer.body())))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/decode-previews | {'type':'json','payload':'{\"values\":{\"no2\":1}}'} | 200",
        "/api/v1/decode-previews | {'type':'json','payload':'{'} | 200",
        "/api/v1/device-types | {'id':'t-1','title':'T','decoder':'json'} | 201",
        "/api/v1/device-types | {'id':'json','title':'T','decoder':'json','version':1} | 200",
        "/api/v1/devices | {'id':'d-2','type':'json','theme':'air','title':'D'} | 201",
        "/api/v1/dead-letters/1/replay | {} | 200",
      })
  void theAnswerToAChangeIsAsDescribed(String path, String body, String status) throws Exception {
    String described = path.replace("/1/", "/{id}/");

    HttpResponse<String> answer =
        dashboard.post(path, body.replace("\"", "\\\"").replace('\'', '"'), admin);

    assertThat(answer.statusCode()).as(answer.body()).hasToString(status);
    JsonNode schema =
        document
            .path("paths")
            .path(described)
            .at("/post/responses/" + status + "/content")
            .path("application/json")
            .path("schema");
    assertThat(new SchemaCheck(document).faults(schema, MAPPER.readTree(answer.body()))).isEmpty();
  }

  @Test
  void aProblemIsAsDescribed() throws Exception {
    HttpResponse<String> answer = dashboard.get("/api/v1/things?theme=smog");

    assertThat(
            new SchemaCheck(document)
                .faults(document.at("/components/schemas/Problem"), MAPPER.readTree(answer.body())))
        .isEmpty();
  }
}

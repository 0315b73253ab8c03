package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.StoredObservation;
import city.veedel.model.ThingId;
import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThingsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static RunningDashboard dashboard;
  private static int air;
  private static int water;
  private static int secret;

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    air = dashboard.thing("air-1", "air", 6.95, 50.94, "public");
    water = dashboard.thing("water-1", "water", 7.10, 50.99, "public");
    secret = dashboard.thing("noise-hidden", "noise", 6.96, 50.95, "internal");
    dashboard.datastream("air-1", "battery", "number", "internal");
    dashboard
        .database()
        .execute("UPDATE thing SET name = '<script>\"x\"&</script>' WHERE thing_id = 'water-1'");
    await().until(() -> features(dashboard.get("/api/v1/things")).size() == 2);
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  @Test
  void showsAThingWithItsLatestResultAndItsAge() throws Exception {
    Instant time = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    dashboard.store(water, "water-1", time, new Result.Quantity(46.1));

    HttpResponse<String> answer = dashboard.get("/api/v1/things/water-1");

    JsonNode feature = MAPPER.readTree(answer.body());
    assertThat(answer.headers().firstValue("content-type")).contains("application/geo+json");
    assertThat(feature.at("/type").asText()).isEqualTo("Feature");
    assertThat(feature.at("/geometry/coordinates/0").asDouble()).isEqualTo(7.10);
    JsonNode datastream = feature.at("/properties/datastreams/0");
    assertThat(datastream.at("/id").asInt()).isEqualTo(water);
    assertThat(datastream.at("/result").asDouble()).isEqualTo(46.1);
    assertThat(datastream.at("/phenomenon_time").asText()).isEqualTo(time.toString());
    assertThat(datastream.at("/age_s").asLong()).isBetween(60L, 120L);
    assertThat(datastream.at("/freshness").asText()).isEqualTo("fresh");
  }

  @Test
  void anOlderResultNeverReplacesANewerOne() throws Exception {
    Instant now = Instant.now().plusSeconds(10);
    dashboard.store(air, "air-1", now, new Result.Quantity(2));
    dashboard.store(air, "air-1", now.minusSeconds(5), new Result.Quantity(1));

    JsonNode feature = MAPPER.readTree(dashboard.get("/api/v1/things/air-1").body());

    assertThat(feature.at("/properties/datastreams/0/result").asInt()).isEqualTo(2);
  }

  @Test
  void withoutLoginOnlyWhatIsPublicIsSeen() throws Exception {
    assertThat(ids(dashboard.get("/api/v1/things"))).containsExactly("air-1", "water-1");
    assertThat(dashboard.get("/api/v1/things/noise-hidden").statusCode()).isEqualTo(404);
    JsonNode thing = MAPPER.readTree(dashboard.get("/api/v1/things/air-1").body());
    assertThat(thing.at("/properties/datastreams").size()).isEqualTo(1);
    assertThat(dashboard.get("/api/v1/live/dictionary").body())
        .doesNotContain("\"id\":" + secret + ",")
        .doesNotContain("battery");
  }

  @Test
  void withALoginInternalThingsAreSeenToo() throws Exception {
    String[] viewer = dashboard.as(Role.VIEWER);

    assertThat(ids(dashboard.get("/api/v1/things", viewer)))
        .containsExactly("air-1", "noise-hidden", "water-1");
    assertThat(dashboard.get("/api/v1/things/noise-hidden", viewer).statusCode()).isEqualTo(200);
  }

  @Test
  void filtersByThemeAndBox() throws Exception {
    assertThat(ids(dashboard.get("/api/v1/things?theme=water"))).containsExactly("water-1");
    assertThat(ids(dashboard.get("/api/v1/things?theme=water,air"))).hasSize(2);
    assertThat(ids(dashboard.get("/api/v1/things?bbox=6.9,50.9,7.0,51.0")))
        .containsExactly("air-1");
  }

  @Test
  void answers304WhenNothingChanged() throws Exception {
    String tag =
        dashboard.get("/api/v1/live/dictionary").headers().firstValue("etag").orElseThrow();

    assertThat(dashboard.get("/api/v1/live/dictionary", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
    assertThat(dashboard.get("/api/v1/live/dictionary", "If-None-Match", "W/\"x\"").statusCode())
        .isEqualTo(200);
    await()
        .until(() -> {
          String things =
              dashboard
                  .get("/api/v1/things?theme=water")
                  .headers()
                  .firstValue("etag")
                  .orElseThrow();
          return dashboard.get("/api/v1/things?theme=water", "If-None-Match", things).statusCode()
              == 304;
        });
  }

  @Test
  void namesThatLookLikeMarkupComeOutAsJsonText() throws Exception {
    HttpResponse<String> answer = dashboard.get("/api/v1/things/water-1");

    assertThat(MAPPER.readTree(answer.body()).at("/properties/name").asText())
        .isEqualTo("<script>\"x\"&</script>");
    assertThat(answer.headers().firstValue("content-type")).contains("application/geo+json");
    assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
  }

  @Test
  void aMovingThingIsWhereItWasLastSeen() throws Exception {
    int bike = dashboard.thing("bike-1", "sharing", 6.0, 50.0, "public");
    dashboard
        .server()
        .storedObservations()
        .stored(
            List.of(
                new StoredObservation(
                    bike,
                    new ThingId("bike-1"),
                    new PropertyName("value"),
                    Instant.now(),
                    Instant.now(),
                    Instant.now(),
                    new Result.Quantity(1),
                    new Location(6.97, 50.93))));

    await().until(() -> dashboard.get("/api/v1/things/bike-1").statusCode() == 200);
    JsonNode feature = MAPPER.readTree(dashboard.get("/api/v1/things/bike-1").body());

    assertThat(feature.at("/properties/moving").asBoolean()).isTrue();
    assertThat(feature.at("/geometry/coordinates/0").asDouble()).isEqualTo(6.97);
    dashboard.database().execute("DELETE FROM thing WHERE thing_id = 'bike-1'");
    await().until(() -> dashboard.get("/api/v1/things/bike-1").statusCode() == 404);
  }

  @Test
  void theMapCanBeHadCompressedAndIsTheSame() throws Exception {
    for (int i = 0; i < 10; i++) {
      dashboard.thing("noise-" + i, "noise", 6.9, 50.9 + i * 0.001, "public");
    }
    await().until(() -> features(dashboard.get("/api/v1/things?theme=noise")).size() == 10);
    HttpRequest zipped =
        HttpRequest.newBuilder(dashboard.uri("/api/v1/things?theme=noise"))
            .header("Accept-Encoding", "gzip")
            .build();

    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer =
          client.send(zipped, HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
      assertThat(answer.headers().firstValue("content-type")).contains("application/geo+json");
      assertThat(String.join(",", answer.headers().allValues("vary"))).contains("Accept-Encoding");
      try (GZIPInputStream body = new GZIPInputStream(answer.body())) {
        assertThat(MAPPER.readTree(body).path("features"))
            .isEqualTo(features(dashboard.get("/api/v1/things?theme=noise")));
      }
    } finally {
      dashboard.database().execute("DELETE FROM thing WHERE thing_id LIKE 'noise-_'");
      await().until(() -> features(dashboard.get("/api/v1/things?theme=noise")).isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "theme=smog          | ?theme | smog",
        "theme=air&theme=air | ?theme | 2 times",
        "bbox=1,2,3          | ?bbox  | 3 parts",
        "bbox=1,2,x,4        | ?bbox  | part 3",
        "bbox=7,50,6,51      | ?bbox  | west,south,east,north",
        "bbox=7,50,NaN,51    | ?bbox  | part 3",
        "bbox=-181,50,7,51   | ?bbox  | -180",
      })
  void aWrongParameterIsRefusedWithWhereAndWhatWouldBeRight(
      String query, String pointer, String said) throws Exception {
    HttpResponse<String> answer = dashboard.get("/api/v1/things?" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    JsonNode problem = MAPPER.readTree(answer.body());
    assertThat(problem.at("/code").asText()).isEqualTo("parameter_invalid");
    assertThat(problem.at("/status").asInt()).isEqualTo(400);
    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
    assertThat(problem.at("/detail").asText()).contains(said);
  }

  @Test
  void aDeletedThingDisappearsWithinTheRefresh() throws Exception {
    dashboard.thing("short-lived", "noise", 6.9, 50.9, "public");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> dashboard.get("/api/v1/things/short-lived").statusCode() == 200);

    dashboard.database().execute("DELETE FROM thing WHERE thing_id = 'short-lived'");

    await().until(() -> dashboard.get("/api/v1/things/short-lived").statusCode() == 404);
  }

  private static JsonNode features(HttpResponse<String> answer) throws Exception {
    return MAPPER.readTree(answer.body()).path("features");
  }

  private static List<String> ids(HttpResponse<String> answer) throws Exception {
    return features(answer).valueStream().map(feature -> feature.path("id").asText()).toList();
  }
}

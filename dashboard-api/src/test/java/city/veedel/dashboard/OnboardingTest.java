package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.model.DeadLetter;
import city.veedel.model.Outcome;
import city.veedel.model.RefusalReason;
import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnboardingTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<DeadLetter> HANDED_IN = new CopyOnWriteArrayList<>();
  private static volatile Outcome outcome = new Outcome.Accepted(1, 0);
  private static RunningDashboard dashboard;
  private static String[] steward;

  @BeforeAll
  static void start() throws Exception {
    dashboard =
        RunningDashboard.start(
            config -> config,
            letter -> {
              HANDED_IN.add(letter);
              return CompletableFuture.completedFuture(outcome);
            });
    steward = dashboard.as(Role.STEWARD);
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  @Test
  void aRegisteredDeviceHasASecretAndStandsOnTheMap() throws Exception {
    HttpResponse<String> answer =
        dashboard.post(
            "/api/v1/devices",
            """
            {"id":"pole-7","type":"json","theme":"air","title":"Pole 7",
             "location":[6.95,50.94],"public":true}\
            """,
            steward);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(MAPPER.readTree(answer.body()).path("secret").asText()).hasSizeGreaterThan(20);
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    await().until(() -> dashboard.get("/api/v1/things/pole-7").statusCode() == 200);
    JsonNode devices = MAPPER.readTree(dashboard.get("/api/v1/devices", steward).body());
    assertThat(devices.path("items").findValuesAsText("id")).contains("pole-7");
    assertThat(devices.toString()).doesNotContain("secret");
  }

  @Test
  void anIdCanBeTakenOnlyOnce() throws Exception {
    String body = "{\"id\":\"twice\",\"type\":\"json\",\"theme\":\"air\",\"title\":\"T\"}";
    dashboard.post("/api/v1/devices", body, steward);

    HttpResponse<String> again = dashboard.post("/api/v1/devices", body, steward);

    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("already_exists");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'json','theme':'air','title':'T'}                                 | /id",
        "{'id':'Ä','type':'json','theme':'air','title':'T'}                        | /id",
        "{'id':'a','type':'none','theme':'air','title':'T'}                        | /type",
        "{'id':'a','type':'json','theme':'smog','title':'T'}                       | /theme",
        "{'id':'a','type':'json','theme':'air','title':7}                          | /title",
        "{'id':'a','type':'json','theme':'air','title':'T','location':[200,0]}     | /location",
        "{'id':'a','type':'json','theme':'air','title':'T','public':'yes'}         | /public",
        "[]                                                                        | ''",
        "{'id':'a','id':'b'}                                                       | ''",
      })
  void aWrongFieldIsRefusedWithItsPointer(String body, String pointer) throws Exception {
    HttpResponse<String> answer =
        dashboard.post(
            "/api/v1/devices", body.startsWith("[") ? body : body.replace('\'', '"'), steward);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(MAPPER.readTree(answer.body()).at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    HttpResponse<String> answer =
        dashboard.post("/api/v1/devices", "\"" + "x".repeat(300_000) + "\"", steward);

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
  }

  @Test
  void aNewDeviceTypeIsListedWithWhatItDeclares() throws Exception {
    HttpResponse<String> answer =
        dashboard.post(
            "/api/v1/device-types",
            """
            {"id":"acme-air","title":"Acme Air","decoder":"json","properties":[
              {"name":"no2","unit":"ug/m3","title_de":"NO2","expected_interval_s":600}]}\
            """,
            steward);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    String types = dashboard.get("/api/v1/device-types", steward).body();
    assertThat(types).contains("\"acme-air\"", "\"expected_interval_s\":600");
    assertThat(answer.body()).contains("\"keep_raw_days\":7");
    assertThat(
            dashboard
                .post(
                    "/api/v1/device-types",
                    "{\"id\":\"x\",\"title\":\"X\",\"decoder\":\"json\",\"keep_raw_days\":367}",
                    steward)
                .body())
        .contains("/keep_raw_days", "0 to 366");
    assertThat(
            dashboard
                .post(
                    "/api/v1/device-types",
                    "{\"id\":\"x\",\"title\":\"X\",\"decoder\":\"magic\"}",
                    steward)
                .body())
        .contains("/decoder");
  }

  @Test
  void aChangeOfADeviceTypeIsItsNextVersion() throws Exception {
    String type =
        """
        {"id":"acme-soil","title":"Acme Soil","vendor":"Acme","model":"S1","decoder":"javascript",
         "envelope":"chirpstack-v4","source":"a\\nb",
         "fields":[{"field":"/m","property":"soil_moisture","unit":"%"}],
         "properties":[{"name":"soil_moisture","unit":"%","plausible":[0,100]}]}\
        """;
    HttpResponse<String> wrong =
        dashboard.post("/api/v1/device-types", type.replace("a\\nb", "wrong"), steward);
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("/source: wrong (line 1, column 7)");
    assertThat(dashboard.post("/api/v1/device-types", type, steward).statusCode()).isEqualTo(201);
    String changed = type.replace("[0,100]", "[0,60]").replace("{\"id\"", "{\"version\":1,\"id\"");

    HttpResponse<String> answer = dashboard.post("/api/v1/device-types", changed, steward);
    HttpResponse<String> again = dashboard.post("/api/v1/device-types", changed, steward);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(MAPPER.readTree(answer.body()).path("version").asInt()).isEqualTo(2);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("out_of_date", "is at version 2");
    JsonNode present = typeOf("acme-soil");
    assertThat(present.at("/properties/0/plausible").toString()).isEqualTo("[0,60]");
    assertThat(present.at("/fields/0/field").asText()).isEqualTo("/m");
    assertThat(present.path("source").asText()).isEqualTo("a\nb");
    assertThat(present.path("versions").findValuesAsText("version")).containsExactly("2", "1");
    JsonNode first = typeOf("acme-soil?version=1");
    assertThat(first.path("version").asInt()).isEqualTo(1);
    assertThat(first.at("/properties/0/plausible").toString()).isEqualTo("[0,100]");
    assertThat(dashboard.get("/api/v1/device-types/acme-soil?version=9", steward).statusCode())
        .isEqualTo(404);
    assertThat(dashboard.get("/api/v1/device-types/nothing", steward).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ",'envelope':'paper'                                                      | /envelope",
        ",'version':0                                                             | /version",
        ",'version':3                                                             | /version",
        ",'source':7                                                              | /source",
        ",'fields':{}                                                             | /fields",
        ",'fields':[{'field':'m','property':'a'}]                                 | /fields/0/field",
        ",'fields':[{'field':'/m','property':'ä'}]                                | /fields/0/property",
        ",'fields':[{'field':'/m','property':'a','unit':'furlong'}]               | /fields/0/unit",
        ",'properties':[{'name':'a','unit':'furlong'}]                            | /properties/0/unit",
        ",'properties':[{'name':'a','unit':'%','plausible':[1]}]                  | /properties/0/plausible",
        ",'properties':[{'name':'a','unit':'%','plausible':[2,1]}]                | /properties/0/plausible",
        ",'properties':[{'name':'a','unit':'1','result_type':'text','plausible':[1,2]}] | /properties/0/plausible",
      })
  void aWrongFieldOfADeviceTypeIsRefusedWithItsPointer(String field, String pointer)
      throws Exception {
    HttpResponse<String> answer =
        dashboard.post(
            "/api/v1/device-types",
            "{'id':'wrong','title':'W','decoder':'json'%s}".formatted(field).replace('\'', '"'),
            steward);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(MAPPER.readTree(answer.body()).at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }

  private static JsonNode typeOf(String idAndQuery) throws Exception {
    HttpResponse<String> answer = dashboard.get("/api/v1/device-types/" + idAndQuery, steward);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  @Test
  void aPreviewShowsReadingsOrPointsAtTheFault() throws Exception {
    JsonNode good = preview("{\"values\":{\"no2\":41.2,\"door\":\"open\",\"gap\":null}}");
    assertThat(good.path("readings").size()).isEqualTo(3);
    assertThat(good.at("/readings/0/property").asText()).isEqualTo("no2");
    assertThat(good.at("/readings/0/result").asDouble()).isEqualTo(41.2);
    assertThat(good.at("/readings/0/time").isNull()).isTrue();
    assertThat(good.path("faults").size()).isZero();

    JsonNode bad = preview("{\"values\":{\n\"no2\": [1]}}");
    assertThat(bad.path("readings").size()).isZero();
    assertThat(bad.at("/faults/0/pointer").asText()).isEqualTo("/values/no2");
    assertThat(bad.at("/faults/0/line").asInt()).isEqualTo(2);

    JsonNode old = preview("{\"time\":\"2001-01-01T00:00:00Z\",\"values\":{\"no2\":1}}");
    assertThat(old.path("readings").size()).isEqualTo(1);
    assertThat(old.at("/faults/0/code").asText()).isEqualTo("time_out_of_range");
  }

  private static JsonNode preview(String payload) throws Exception {
    String body =
        MAPPER.writeValueAsString(
            Map.of("type", "json", "content_format", "application/json", "payload", payload));
    HttpResponse<String> answer = dashboard.post("/api/v1/decode-previews", body, steward);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  @Test
  void deadLettersAreListedNewestFirstPageByPage() throws Exception {
    for (int i = 0; i < 5; i++) {
      deadLetter("paged", i);
    }

    JsonNode first = letters("?device=paged&limit=3");
    JsonNode second = letters("?device=paged&limit=3&cursor=" + first.path("next").asText());

    assertThat(first.path("items").size()).isEqualTo(3);
    assertThat(second.path("items").size()).isEqualTo(2);
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(first.at("/items/0/id").asLong()).isGreaterThan(first.at("/items/1/id").asLong());
    assertThat(first.at("/items/0/payload_base64").asText()).isEqualTo("AP8=");
    assertThat(letters("?device=paged&state=replayed").path("items").size()).isZero();
    assertThat(letters("?device=paged&reason=value_invalid").path("items").size()).isZero();
    assertThat(dashboard.get("/api/v1/dead-letters?state=lost", steward).statusCode())
        .isEqualTo(400);
  }

  @Test
  void anAcceptedReplayClosesTheDeadLetterOnce() throws Exception {
    long id = deadLetter("replayed-1", 1);
    outcome = new Outcome.Accepted(1, 0);

    HttpResponse<String> answer = replay(id);

    assertThat(answer.body()).contains("\"outcome\":\"accepted\"");
    assertThat(HANDED_IN)
        .anyMatch(letter -> letter.provenance().device().value().equals("replayed-1"));
    assertThat(dashboard.get("/api/v1/dead-letters/" + id, steward).body())
        .contains("\"state\":\"replayed\"");
    assertThat(replay(id).statusCode()).isEqualTo(409);
    assertThat(replay(123_456_789).statusCode()).isEqualTo(404);
  }

  @Test
  void aRefusedReplayStaysOpenAndSaysWhy() throws Exception {
    long id = deadLetter("refused-1", 1);
    outcome = new Outcome.Refused(RefusalReason.VALUE_INVALID, "not a number", "/a", true);

    HttpResponse<String> answer = replay(id);

    assertThat(answer.body()).contains("\"outcome\":\"refused\"", "value_invalid", "not a number");
    assertThat(dashboard.get("/api/v1/dead-letters/" + id, steward).body())
        .contains("\"state\":\"open\"");
  }

  @Test
  void receiptsCountPerHourAndShowTheLatestRefusals() throws Exception {
    dashboard
        .database()
        .execute(
            """
            INSERT INTO receipt (device_id, hour, assured, accepted, stored, duplicate, late)
            VALUES ('counted', date_trunc('hour', now()), true, 5, 4, 1, 2),
              ('counted', date_trunc('hour', now()), false, 3, 3, 0, 0),
              ('counted', date_trunc('hour', now()) - interval '2 hours', true, 1, 1, 0, 0)\
            """);
    deadLetter("counted", 1);

    JsonNode receipts =
        MAPPER.readTree(dashboard.get("/api/v1/devices/counted/receipts", steward).body());

    assertThat(receipts.at("/totals/accepted").asInt()).isEqualTo(9);
    assertThat(receipts.at("/totals/late").asInt()).isEqualTo(2);
    assertThat(receipts.path("hours").size()).isEqualTo(2);
    assertThat(receipts.at("/hours/1/stored").asInt()).isEqualTo(7);
    assertThat(receipts.at("/latest_refusals/0/reason").asText()).isEqualTo("payload_malformed");
  }

  @Test
  void aVendorSeesOnlyItsOwnOrganisationsDevices() throws Exception {
    String[] vendor = dashboard.as(Role.VENDOR);
    dashboard.post(
        "/api/v1/devices",
        "{\"id\":\"foreign-1\",\"type\":\"json\",\"theme\":\"air\",\"title\":\"T\"}",
        steward);
    long letter = deadLetter("foreign-1", 1);
    dashboard
        .database()
        .execute(
            """
            INSERT INTO organisation (slug, name) VALUES ('other', 'Other');
            UPDATE device SET organisation_id =
              (SELECT organisation_id FROM organisation WHERE slug = 'other')
            WHERE device_id = 'foreign-1'\
            """);

    assertThat(dashboard.get("/api/v1/devices", vendor).body()).doesNotContain("foreign-1");
    assertThat(dashboard.get("/api/v1/dead-letters", vendor).body()).doesNotContain("foreign-1");
    assertThat(dashboard.get("/api/v1/dead-letters/" + letter, vendor).statusCode()).isEqualTo(404);
    assertThat(dashboard.get("/api/v1/devices/foreign-1/receipts", vendor).statusCode())
        .isEqualTo(404);
    assertThat(
            dashboard.post("/api/v1/dead-letters/" + letter + "/replay", "", vendor).statusCode())
        .isEqualTo(404);
  }

  private static HttpResponse<String> replay(long id) throws Exception {
    return dashboard.post("/api/v1/dead-letters/" + id + "/replay", "", steward);
  }

  private static JsonNode letters(String query) throws Exception {
    return MAPPER.readTree(dashboard.get("/api/v1/dead-letters" + query, steward).body());
  }

  private static long deadLetter(String device, int index) {
    return Long.parseLong(
        dashboard
            .database()
            .ask(
                """
                INSERT INTO dead_letter (device_id, protocol, assured, address, content_format,
                  reason, detail, pointer, payload, observations, acknowledged, received_at,
                  journal_id, journal_batch, journal_index)
                VALUES ('%1$s', 'mqtt', true, 'v1/%1$s/up', 'application/json',
                  'payload_malformed', 'no', '/a', '\\x00ff', 1, true, now(), gen_random_uuid(),
                  1, %2$d)
                RETURNING dead_letter_id\
                """
                    .formatted(device, index)));
  }
}

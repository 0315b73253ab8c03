package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A preview shows what the gateway would make of a payload. */
class PreviewTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static RunningDashboard dashboard;
  private static String[] viewer;

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    viewer = dashboard.as(Role.VIEWER);
    HttpResponse<String> answer =
        dashboard.post(
            "/api/v1/device-types",
            """
            {"id":"soil","title":"Soil","decoder":"document","fields":[
              {"field":"/t","property":"soil_t","unit":"K"},
              {"field":"/air","property":"temperature","unit":"K"},
              {"field":"/rssi","property":"ignore"}],
             "properties":[{"name":"soil_t","unit":"Cel","plausible":[-40,60]}]}\
            """,
            dashboard.as(Role.STEWARD));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  @Test
  void valuesAreInTheUnitsOfTheTypeAndOfTheCatalogue() throws Exception {
    JsonNode preview = preview("{\"t\":280.15,\"air\":283.15,\"rssi\":-70,\"snr\":7}");

    assertThat(preview.at("/readings/0/result").asDouble()).isEqualTo(7);
    assertThat(preview.at("/readings/0/unit").asText()).isEqualTo("Cel");
    assertThat(preview.at("/readings/1/result").asDouble()).isEqualTo(10);
    assertThat(preview.at("/readings/1/unit").asText()).isEqualTo("Cel");
    assertThat(preview.path("faults").size()).isZero();
    assertThat(preview.at("/ignored/0").asText()).isEqualTo("/rssi");
    assertThat(preview.at("/unmapped/0").asText()).isEqualTo("/snr");
    assertThat(preview.path("warnings").isArray()).isTrue();
    assertThat(preview.path("nothing").asText()).isEmpty();
  }

  @Test
  void whatTheGatewayWouldSetAsideIsAFault() throws Exception {
    JsonNode implausible = preview("{\"t\":400}");
    assertThat(implausible.at("/faults/0/code").asText()).isEqualTo("value_implausible");
    assertThat(implausible.at("/faults/0/pointer").asText()).isEqualTo("/t");
    assertThat(implausible.at("/faults/0/offset").isNull()).isTrue();
    assertThat(implausible.path("readings").size()).isEqualTo(1);

    JsonNode mismatch = preview("{\"air\":true}");
    assertThat(mismatch.at("/faults/0/code").asText()).isNotEmpty();
  }

  @Test
  void aPayloadIsAsLongAsTheGatewayTakesIt() throws Exception {
    String longest = "{\"t\":300" + " ".repeat(65_536 - 9) + "}";

    assertThat(preview(longest).path("readings").size()).isEqualTo(1);
    HttpResponse<String> longer = post(Map.of("type", "soil", "payload", longest + " "));
    assertThat(longer.statusCode()).isEqualTo(400);
    assertThat(longer.body()).contains("/payload", "at most 65536 bytes");
    HttpResponse<String> bytes =
        post(
            Map.of(
                "type",
                "soil",
                "payload_base64",
                Base64.getEncoder().encodeToString(new byte[65_537])));
    assertThat(bytes.body()).contains("/payload_base64", "had 65537");
  }

  @Test
  void aDefinitionIsTriedBeforeItIsSaved() throws Exception {
    String definition =
        """
        {"id":"draft","title":"Draft","decoder":"document","fields":[
          {"field":"/t","property":"temperature","unit":"K"}]}\
        """;

    JsonNode preview =
        MAPPER.readTree(
            dashboard
                .post("/api/v1/decode-previews", draft(definition, "{\"t\":283.15}"), viewer)
                .body());

    assertThat(preview.at("/readings/0/result").asDouble()).isEqualTo(10);
    assertThat(preview.at("/readings/0/unit").asText()).isEqualTo("Cel");
    assertThat(dashboard.get("/api/v1/device-types/draft", viewer).statusCode()).isEqualTo(404);
  }

  @Test
  void aMistakeOfADefinitionIsToldWithItsPlace() throws Exception {
    HttpResponse<String> unit =
        dashboard.post(
            "/api/v1/decode-previews",
            draft(
                """
                {"id":"draft","title":"Draft","decoder":"document","fields":[
                  {"field":"/t","property":"temperature","unit":"degrees"}]}\
                """,
                "{}"),
            viewer);
    assertThat(unit.statusCode()).isEqualTo(400);
    assertThat(unit.body()).contains("/definition/fields/0/unit", "no UCUM unit");

    HttpResponse<String> both =
        dashboard.post(
            "/api/v1/decode-previews",
            "{\"type\":\"soil\",\"definition\":{},\"payload\":\"{}\"}",
            viewer);
    assertThat(both.statusCode()).isEqualTo(400);
    assertThat(both.body()).contains("/type");
    assertThat(post(Map.of("payload", "{}")).statusCode()).isEqualTo(400);
  }

  private static String draft(String definition, String payload) throws Exception {
    return "{\"definition\":%s,\"content_format\":\"application/json\",\"payload\":%s}"
        .formatted(definition, MAPPER.writeValueAsString(payload));
  }

  private static JsonNode preview(String payload) throws Exception {
    HttpResponse<String> answer =
        post(Map.of("type", "soil", "content_format", "application/json", "payload", payload));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  private static HttpResponse<String> post(Map<String, String> body) throws Exception {
    return dashboard.post("/api/v1/decode-previews", MAPPER.writeValueAsString(body), viewer);
  }
}

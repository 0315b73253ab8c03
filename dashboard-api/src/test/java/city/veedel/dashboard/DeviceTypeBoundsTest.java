package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a device type may not ask for. */
class DeviceTypeBoundsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static RunningDashboard dashboard;
  private static String[] steward;
  private static String[] vendor;

  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    steward = dashboard.as(Role.STEWARD);
    vendor = dashboard.as(Role.VENDOR);
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ",'accepted_past_s':9486720001            | /accepted_past_s",
        ",'accepted_past_s':9223372036854775807   | /accepted_past_s",
        ",'accepted_past_s':-1                    | /accepted_past_s",
        ",'accepted_past_s':'P1D'                 | /accepted_past_s",
        ",'accepted_future_s':31622401            | /accepted_future_s",
        ",'properties':[{'name':'a','unit':'1','expected_interval_s':9e12}] | /properties/0/expected_interval_s",
        ",'properties':[{'name':'a','unit':'1','expected_interval_s':0}]    | /properties/0/expected_interval_s",
        ",'properties':[{'name':'a','unit':'1','averaging_period_s':31622401}] | /properties/0/averaging_period_s",
      })
  void aPeriodBeyondItsBoundIsRefusedWithItsPointer(String field, String pointer) throws Exception {
    HttpResponse<String> answer = post(steward, "bounded", field.substring(1));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(MAPPER.readTree(answer.body()).at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ",'accepted_past_s':2592001 | /accepted_past_s",
        ",'accepted_future_s':301   | /accepted_future_s",
        ",'keep_raw_days':8         | /keep_raw_days",
      })
  void aVendorHasWhatIsUsualUnlessAStewardAllowedMore(String listed, String pointer)
      throws Exception {
    String field = listed.substring(1);
    String id = "vendors" + pointer.replace('/', '-').replace('_', '-');
    HttpResponse<String> refused = post(vendor, id, field);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains(pointer, "ask a steward of the city");
    assertThat(post(vendor, id, "'title':'V'").statusCode()).isEqualTo(201);
    assertThat(post(steward, id, field + ",'version':1").statusCode()).isEqualTo(200);

    HttpResponse<String> kept = post(vendor, id, field + ",'model':'M','version':2");

    assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
  }

  @Test
  void aPeriodOfMillisecondsIsReadAndPostedBack() throws Exception {
    String property = "'properties':[{'name':'a','unit':'1','expected_interval_s':0.5}]";
    HttpResponse<String> first = post(steward, "half-second", property);

    HttpResponse<String> again = post(steward, "half-second", property + ",'version':1");

    assertThat(first.body()).contains("\"expected_interval_s\":0.5,");
    assertThat(MAPPER.readTree(again.body()).path("version").asInt()).as("the same").isEqualTo(1);
  }

  @Test
  void aSourceOfAllItsCharactersFitsTheBody() throws Exception {
    String source = "\u00e9".repeat(262_144);
    String rest = "'fields':[{'field':'/a','property':'a'}],'decoder':'javascript','source':'%s'";

    HttpResponse<String> fits = post(steward, "long-source", rest.formatted(source));
    HttpResponse<String> longer = post(steward, "longer-source", rest.formatted(source + "e"));
    HttpResponse<String> body =
        post(steward, "long-body", "'source':'%s'".formatted("e".repeat(1 << 20)));

    assertThat(fits.statusCode()).isEqualTo(201);
    assertThat(longer.body()).contains("/source", "at most 262144 characters");
    assertThat(body.statusCode()).isEqualTo(413);
  }

  @Test
  void aTypeHasAsManyFieldsThroughTheApiAsFromAFile() throws Exception {
    HttpResponse<String> fits = post(steward, "many-fields", fields(500));
    HttpResponse<String> more = post(steward, "more-fields", fields(501));

    assertThat(fits.statusCode()).as(fits.body()).isEqualTo(201);
    JsonNode type =
        MAPPER.readTree(dashboard.get("/api/v1/device-types/many-fields", steward).body());
    assertThat(type.path("fields").size()).isEqualTo(500);
    assertThat(more.body()).contains("/fields", "at most 500");
  }

  private static String fields(int count) {
    return "'decoder':'document','fields':["
        + IntStream.range(0, count)
            .mapToObj(i -> "{'field':'/f%d','property':'p%d'}".formatted(i, i))
            .collect(Collectors.joining(","))
        + "]";
  }

  /** What the fields say comes after the defaults and wins. */
  private static HttpResponse<String> post(String[] login, String id, String fields)
      throws Exception {
    String body =
        "{'id':'%s'%s%s,%s}"
            .formatted(
                id,
                fields.contains("'title'") ? "" : ",'title':'T'",
                fields.contains("'decoder'") ? "" : ",'decoder':'json'",
                fields);
    return dashboard.post("/api/v1/device-types", body.replace('\'', '"'), login);
  }
}

package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String DAY = "start=2026-11-20T00:00:00Z&end=2026-11-21T00:00:00Z";
  private static RunningDashboard dashboard;
  private static int air;
  private static int hidden;
  private static int door;

  /** A day of values every five minutes: 0, 1, 2, …; an explicit gap at noon. */
  @BeforeAll
  static void start() throws Exception {
    dashboard = RunningDashboard.start();
    air = dashboard.thing("air-1", "air", 6.95, 50.94, "public");
    hidden = dashboard.thing("hidden-1", "air", 6.95, 50.94, "internal");
    door = dashboard.datastream("air-1", "door", "text", "public");
    dashboard
        .database()
        .execute(
            """
            SELECT ensure_observation_partitions('2026-10-20Z', '2026-11-22Z');
            INSERT INTO observation (datastream_id, phenomenon_time, result, received_at)
            SELECT %1$d, timestamptz '2026-11-20 00:00Z' + i * interval '5 minutes',
              CASE WHEN i = 144 THEN NULL ELSE i END, now()
            FROM generate_series(0, 287) i;
            INSERT INTO observation (datastream_id, phenomenon_time, result_text, received_at,
              decoder_version)
            VALUES (%2$d, '2026-11-20 10:00Z', 'open', now(), 3);
            INSERT INTO observation (datastream_id, phenomenon_time, result, received_at)
            SELECT %1$d, timestamptz '2026-10-24 22:00Z' + i * interval '1 hour', 1, now()
            FROM generate_series(0, 30) i\
            """
                .formatted(air, door));
    await().until(() -> dashboard.get("/api/v1/live/dictionary").body().contains("door"));
  }

  @AfterAll
  static void stop() {
    dashboard.close();
  }

  @Test
  void givesRawValuesOldestFirstAndExplicitGapsAsNull() throws Exception {
    JsonNode series = ask(air, DAY);

    assertThat(series.path("items").size()).isEqualTo(288);
    assertThat(series.at("/items/0/t").asText()).isEqualTo("2026-11-20T00:00:00Z");
    assertThat(series.at("/items/1/v").asInt()).isEqualTo(1);
    assertThat(series.at("/items/144/v").isNull()).isTrue();
    assertThat(series.path("next").isNull()).isTrue();
    assertThat(series.path("unit").asText()).isEqualTo("ug/m3");
    assertThat(ask(door, DAY).at("/items/0/v").asText()).isEqualTo("open");
  }

  @Test
  void saysWhichDecoderVersionReadEachRawValue() throws Exception {
    assertThat(ask(door, DAY).at("/items/0/decoder_version").asInt()).isEqualTo(3);
    assertThat(ask(air, DAY).at("/items/0/decoder_version").isNull()).isTrue();
  }

  @Test
  void pagesThroughAllValuesOnce() throws Exception {
    List<String> times = new ArrayList<>();
    JsonNode page = ask(air, DAY + "&limit=100");
    int pages = 1;
    while (true) {
      page.path("items").forEach(item -> times.add(item.path("t").asText()));
      if (page.path("next").isNull()) {
        break;
      }
      page = ask(air, "limit=100&cursor=" + page.path("next").asText());
      pages++;
    }

    assertThat(pages).isEqualTo(3);
    assertThat(times).hasSize(288).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void aCursorOfSomebodyElseOrAChangedOneIsRefused() throws Exception {
    String cursor = ask(air, DAY + "&limit=10").path("next").asText();
    char last = cursor.charAt(cursor.length() - 2);
    String changed =
        cursor.substring(0, cursor.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + cursor.charAt(cursor.length() - 1);

    assertThat(problem(air, "cursor=" + changed)).contains("?cursor");
    assertThat(problem(door, "cursor=" + cursor)).contains("?cursor");
    assertThat(problem(air, "cursor=")).isEmpty();
    assertThat(problem(air, "cursor=%00%ff")).contains("?cursor");
    assertThat(problem(air, "cursor=" + "A".repeat(2000))).contains("?cursor");
  }

  @Test
  void rollsUpWithExactPercentilesAndCoverage() throws Exception {
    JsonNode series = ask(air, DAY + "&interval=PT1H");

    assertThat(series.path("interval").asText()).isEqualTo("PT1H");
    assertThat(series.path("time_zone").asText()).isEqualTo("UTC");
    assertThat(series.path("percentiles").asText()).isEqualTo("exact");
    assertThat(series.path("items").size()).isEqualTo(24);
    JsonNode first = series.at("/items/0");
    assertThat(first.path("start").asText()).isEqualTo("2026-11-20T00:00:00Z");
    assertThat(first.path("count").asInt()).isEqualTo(12);
    assertThat(first.path("avg").asDouble()).isEqualTo(5.5);
    assertThat(first.path("min").asDouble()).isEqualTo(0);
    assertThat(first.path("max").asDouble()).isEqualTo(11);
    assertThat(first.path("p50").asDouble()).isEqualTo(5.5);
    assertThat(first.path("coverage").asDouble()).isEqualTo(1.0);
    JsonNode noon = series.at("/items/12");
    assertThat(noon.path("count").asInt()).isEqualTo(11);
    assertThat(noon.path("coverage").asDouble()).isLessThan(1.0);
  }

  @Test
  void daysAreThoseOfKoelnAlsoWhenTheClocksChange() throws Exception {
    JsonNode series = ask(air, "start=2026-10-24T22:00:00Z&end=2026-10-25T23:00:00Z&interval=P1D");

    assertThat(series.path("time_zone").asText()).isEqualTo("Europe/Berlin");
    assertThat(series.path("items").size()).isEqualTo(1);
    assertThat(series.at("/items/0/start").asText()).isEqualTo("2026-10-24T22:00:00Z");
    assertThat(series.at("/items/0/count").asInt()).isEqualTo(25);
  }

  @Test
  void emptyBucketsAreAbsentAndOnlyWhatIsAskedForIsGiven() throws Exception {
    JsonNode series =
        ask(
            air,
            "start=2026-11-19T22:00:00Z&end=2026-11-20T02:00:00Z&interval=PT15M&aggregate=avg,count");

    assertThat(series.path("items").size()).isEqualTo(8);
    assertThat(series.at("/items/0").properties()).hasSize(3);
  }

  @Test
  void statesHaveNoBuckets() throws Exception {
    assertThat(ask(door, DAY + "&interval=PT1H").path("items").size()).isZero();
  }

  @Test
  void whatIsInternalOrUnknownIsNotFound() throws Exception {
    assertThat(get(hidden, DAY).statusCode()).isEqualTo(404);
    assertThat(get(999_999, DAY).statusCode()).isEqualTo(404);
    assertThat(dashboard.get("/api/v1/datastreams/x/observations").statusCode()).isEqualTo(404);
    assertThat(dashboard.get("/api/v1/datastreams/99999999999/observations").statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "start=yesterday                                       | ?start",
        "start=2026-11-20T00:00:00                             | ?start",
        "end=9999-01-01T00:00:00Z                              | ?end",
        "start=2026-11-21T00:00:00Z&end=2026-11-20T00:00:00Z   | ?start",
        "limit=0                                               | ?limit",
        "limit=10001                                           | ?limit",
        "interval=PT5M                                         | ?interval",
        "interval=PT1H&aggregate=median                        | ?aggregate",
        "start=1990-01-01T00:00:00Z&interval=PT15M             | ?interval",
      })
  void aWrongParameterIsRefused(String query, String pointer) throws Exception {
    assertThat(problem(air, query)).contains(pointer);
  }

  private static HttpResponse<String> get(int datastream, String query) throws Exception {
    return dashboard.get("/api/v1/datastreams/" + datastream + "/observations?" + query);
  }

  private static JsonNode ask(int datastream, String query) throws Exception {
    HttpResponse<String> answer = get(datastream, query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  /** The pointer of the first error; empty when there is none. */
  private static String problem(int datastream, String query) throws Exception {
    HttpResponse<String> answer = get(datastream, query);
    return answer.statusCode() == 400
        ? MAPPER.readTree(answer.body()).at("/errors/0/pointer").asText()
        : "";
  }
}

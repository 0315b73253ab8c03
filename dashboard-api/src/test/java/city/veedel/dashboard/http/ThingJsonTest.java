package city.veedel.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.dashboard.query.CatalogueDatastream;
import city.veedel.dashboard.query.CatalogueThing;
import city.veedel.dashboard.query.Freshness;
import city.veedel.dashboard.query.LatestResult;
import city.veedel.dashboard.query.ThingView;
import city.veedel.dashboard.query.Visibility;
import city.veedel.dashboard.text.Utf8Text;
import city.veedel.model.Location;
import city.veedel.model.Result;
import city.veedel.model.ResultType;
import city.veedel.model.Theme;
import city.veedel.model.TimeMarks;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThingJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-22T14:32:08.112Z");

  @Test
  void eachKindOfResultIsWrittenAsWhatItIs() throws IOException {
    assertThat(written(new Result.Quantity(46.1)).toString()).isEqualTo("46.1");
    assertThat(written(new Result.Quantity(-3)).toString()).isEqualTo("-3");
    assertThat(written(new Result.Quantity(-0.0)).toString()).isEqualTo("0");
    assertThat(written(new Result.Quantity(Double.MAX_VALUE)).asDouble())
        .isEqualTo(Double.MAX_VALUE);
    assertThat(written(new Result.Quantity(Double.MIN_VALUE)).asDouble())
        .isEqualTo(Double.MIN_VALUE);
    assertThat(written(new Result.Flag(true)).isBoolean()).isTrue();
    assertThat(written(new Result.State("\"open\"")).asText()).isEqualTo("\"open\"");
    assertThat(written(Result.Missing.INSTANCE).isNull()).isTrue();
  }

  private static JsonNode written(Result result) throws IOException {
    ThingView thing = thing("a", "A", new Location(7, 51), List.of(view(17, result)));
    return parsed(ThingJson.feature(thing, NOW)).at("/properties/datastreams/0/result");
  }

  @Test
  void whatNeverSaidAnythingHasNullsAndWhatIsNowhereHasNoGeometry() throws IOException {
    JsonNode feature =
        parsed(ThingJson.feature(thing("a", "A", null, List.of(view(17, null))), NOW));

    assertThat(feature.path("geometry").isNull()).isTrue();
    JsonNode datastream = feature.at("/properties/datastreams/0");
    assertThat(datastream.path("result").isNull()).isTrue();
    assertThat(datastream.path("phenomenon_time").isNull()).isTrue();
    assertThat(datastream.path("age_s").isNull()).isTrue();
    assertThat(datastream.path("freshness").asText()).isEqualTo("never");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Clevischer Ring", "\"", "\\", "\n", "Straße", "\uD83D\uDEB2"})
  void namesAndTitlesComeBackAsTheyAre(String name) throws IOException {
    CatalogueDatastream odd =
        new CatalogueDatastream(
            1,
            "p",
            name,
            name,
            name,
            ResultType.NUMBER,
            Duration.ofHours(1),
            Duration.ZERO,
            TimeMarks.END,
            Visibility.PUBLIC);
    ThingView.DatastreamView view =
        new ThingView.DatastreamView(odd, null, Duration.ZERO, Freshness.NEVER);

    JsonNode collection =
        parsed(ThingJson.collection(List.of(thing("a", name, null, List.of(view))), NOW));

    JsonNode properties = collection.at("/features/0/properties");
    assertThat(properties.path("name").asText()).isEqualTo(name);
    assertThat(properties.at("/datastreams/0/title_de").asText()).isEqualTo(name);
    assertThat(properties.at("/datastreams/0/unit").asText()).isEqualTo(name);
  }

  @Test
  void aCityIsTheSameCompressedAndNot() throws IOException {
    List<ThingView> city =
        IntStream.range(0, 500)
            .mapToObj(i ->
                thing(
                    "thing-" + i,
                    i % 7 == 0 ? "Brücke " + i + " \"Süd\"" : "Messstelle " + i,
                    i % 9 == 0 ? null : new Location(6.9 + i * 1e-4, 50.9 - i * 1e-4),
                    List.of(
                        view(3 * i, new Result.Quantity(i / 10.0)),
                        view(3 * i + 1, i % 5 == 0 ? null : new Result.Flag(i % 2 == 0)),
                        view(3 * i + 2, new Result.State("s" + i)))))
            .toList();
    Utf8Text text = ThingJson.collection(city, NOW);

    byte[] unzipped;
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(text.toGzip()))) {
      unzipped = gzip.readAllBytes();
    }

    assertThat(unzipped).isEqualTo(text.toBytes());
    assertThat(text.toGzip()).hasSizeLessThan(text.length() / 5);
    JsonNode collection = MAPPER.readTree(unzipped);
    assertThat(collection.path("server_time").asText()).isEqualTo(NOW.toString());
    assertThat(collection.path("features")).hasSize(500);
    JsonNode last = collection.at("/features/499/properties/datastreams/2");
    assertThat(last.path("id").asInt()).isEqualTo(1_499);
    assertThat(last.path("result").asText()).isEqualTo("s499");
    assertThat(last.path("phenomenon_time").asText()).isEqualTo("2026-11-22T14:30:00Z");
    assertThat(last.path("received_at").asText()).isEqualTo("2026-11-22T14:30:02.118Z");
    assertThat(last.path("age_s").asInt()).isEqualTo(128);
  }

  private static ThingView thing(
      String id,
      String name,
      @Nullable Location location,
      List<ThingView.DatastreamView> datastreams) {
    CatalogueThing thing =
        new CatalogueThing(
            id,
            name,
            Theme.AIR,
            "Stadt Köln",
            "dl-de/by-2-0",
            Visibility.PUBLIC,
            1,
            location,
            false,
            datastreams.stream().map(ThingView.DatastreamView::datastream).toList());
    return new ThingView(thing, location, false, datastreams);
  }

  private static ThingView.DatastreamView view(int id, @Nullable Result result) {
    CatalogueDatastream datastream =
        new CatalogueDatastream(
            id,
            "no2",
            "Stickstoffdioxid",
            "Nitrogen dioxide",
            "ug/m3",
            ResultType.NUMBER,
            Duration.ofHours(1),
            Duration.ofHours(1),
            TimeMarks.END,
            Visibility.PUBLIC);
    if (result == null) {
      return new ThingView.DatastreamView(datastream, null, Duration.ZERO, Freshness.NEVER);
    }
    Instant time = Instant.parse("2026-11-22T14:30:00Z");
    LatestResult latest =
        new LatestResult(id, time, time.plusMillis(2_118), time.plusMillis(2_200), result);
    return new ThingView.DatastreamView(
        datastream, latest, Duration.between(time, NOW), Freshness.FRESH);
  }

  private static JsonNode parsed(Utf8Text text) throws IOException {
    return MAPPER.readTree(text.toBytes());
  }
}

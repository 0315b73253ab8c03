package city.veedel.decode.catalogue;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.SharedData;
import city.veedel.decode.jsonata.JsonataDecoder;
import city.veedel.model.Payload;
import city.veedel.model.Result;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The published examples, in every form, against what their own fields say. */
class SmartDataModelsTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00Z");
  private static final List<String> FORMS =
      List.of(
          "example.json", "example-normalized.json", "example.jsonld", "example-normalized.jsonld");

  /** A field of an entity and what one of its unit is in the unit of the property. */
  private record Field(String name, double factor) {}

  private static final Map<String, Map<String, Field>> EXPECTED =
      Map.of(
          "AirQualityObserved",
          Map.ofEntries(
              same("no2", "no2"),
              same("no", "no"),
              same("so2", "so2"),
              same("co", "co"),
              same("co2", "co2"),
              same("temperature", "temperature"),
              same("pressure", "pressure"),
              same("wind_speed", "windSpeed"),
              same("wind_direction", "windDirection"),
              same("precipitation", "precipitation"),
              entry("humidity", new Field("relativeHumidity", 100))),
          "BikeHireDockingStation",
          Map.ofEntries(
              same("num_bikes_available", "availableBikeNumber"),
              same("num_docks_available", "freeSlotNumber"),
              same("capacity", "totalSlotNumber"),
              same("state", "status")),
          "NoiseLevelObserved",
          Map.ofEntries(same("laeq", "LAeq"), same("lamax", "LAmax")),
          "OnStreetParking",
          Map.ofEntries(
              same("free_spaces", "availableSpotNumber"),
              same("occupied_spaces", "occupiedSpotNumber"),
              same("capacity", "totalSpotNumber")),
          "TrafficFlowObserved",
          Map.ofEntries(
              same("vehicles", "intensity"),
              same("speed", "averageVehicleSpeed"),
              entry("occupancy", new Field("occupancy", 100))),
          "WaterObserved",
          Map.ofEntries(same("discharge", "flow")),
          "WeatherObserved",
          Map.ofEntries(
              same("temperature", "temperature"),
              same("pressure", "atmosphericPressure"),
              same("wind_speed", "windSpeed"),
              same("wind_direction", "windDirection"),
              same("precipitation", "precipitation"),
              same("water_level", "streamGauge"),
              entry("humidity", new Field("relativeHumidity", 100))));

  /** As they stand in the examples, read by a person. */
  private static final Map<String, String> TIMES =
      Map.of(
          "AirQualityObserved", "2016-03-15T11:00:00Z",
          "BikeHireDockingStation", "2021-03-11T10:21:02Z",
          "NoiseLevelObserved", "2016-12-28T12:00:00Z",
          "OnStreetParking", "2021-03-11T15:51:02Z",
          "TrafficFlowObserved", "2016-12-07T11:15:00Z",
          "WaterObserved", "2020-03-17T08:45:00.209Z",
          "WeatherObserved", "2016-11-30T07:00:00Z");

  @Test
  void decodesEveryPublishedExampleToWhatItsFieldsSay() throws IOException {
    Path folder = SharedData.folder("payloads-smart-data-models");
    int examples = 0;
    int values = 0;
    for (String model : SmartDataModels.NAMES) {
      JsonataDecoder decoder = decoder(model);
      for (String form : FORMS) {
        byte[] bytes = Files.readAllBytes(folder.resolve(model).resolve(form));
        List<Reading> readings = readings(decoder, bytes);
        assertThat(readings).as(model + "/" + form).isNotEmpty();
        assertSame(model, form, readings, new ObjectMapper().readTree(bytes));
        examples++;
        values += readings.size();
      }
    }
    assertThat(examples).isEqualTo(28);
    System.out.println(
        "Smart Data Models: " + examples + " examples decoded, " + values + " values");
  }

  private static void assertSame(
      String model, String form, List<Reading> readings, JsonNode entity) {
    Map<String, Object> expected = new HashMap<>();
    EXPECTED
        .getOrDefault(model, Map.of())
        .forEach((property, field) -> {
          JsonNode attribute = entity.path(field.name());
          JsonNode value = attribute.isObject() ? attribute.path("value") : attribute;
          boolean isMilligram =
              attribute.path("unitCode").asText().equals("GP")
                  || attribute.at("/metadata/unitCode/value").asText().equals("GP");
          if (value.isNumber()) {
            expected.put(property, value.doubleValue() * field.factor() * (isMilligram ? 1000 : 1));
          } else if (value.isTextual()) {
            expected.put(property, value.textValue());
          }
        });
    if (model.equals("WaterObserved")) {
      JsonNode level = entity.has("waterLevel") ? entity.get("waterLevel") : entity.get("height");
      expected.put(
          "water_level", (level.isObject() ? level.get("value") : level).doubleValue() * 100);
    }
    String where = model + "/" + form;
    assertThat(readings)
        .as(where)
        .extracting(reading -> reading.property().value())
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    // This form has the time of its attribute only.
    String time =
        where.equals("OnStreetParking/example-normalized.jsonld")
            ? "2018-09-12T12:00:00Z"
            : TIMES.get(model);
    for (Reading reading : readings) {
      assertThat(reading.time()).as(where).isEqualTo(time);
      Object value = expected.get(reading.property().value());
      if (value instanceof Double number) {
        assertThat(((Result.Quantity) reading.result()).value())
            .as(where + " " + reading.property())
            .isCloseTo(number, within(1e-9));
      } else {
        assertThat(reading.result()).isEqualTo(new Result.State(String.valueOf(value)));
      }
    }
  }

  @Test
  void refusesAUnitThatIsNoMassConcentration() {
    String entity =
        "{\"type\":\"AirQualityObserved\",\"no2\":{\"type\":\"Property\",\"value\":20,"
            + "\"unitCode\":\"61\"}}";

    assertThat(
            decoder("AirQualityObserved").decode(payload(entity), ContentFormat.JSON, RECEIVED_AT))
        .isInstanceOfSatisfying(
            Decoded.Undecodable.class,
            undecodable ->
                assertThat(undecodable.faults().getFirst().detail())
                    .contains("unitCode 61 is no mass concentration"));
  }

  @Test
  void keepsAMissingValueMissing() {
    assertThat(
            readings(
                decoder("WeatherObserved"),
                "{\"temperature\":{\"type\":\"Number\",\"value\":null},\"relativeHumidity\":null}"
                    .getBytes(StandardCharsets.UTF_8)))
        .extracting(Reading::result)
        .containsExactly(Result.Missing.INSTANCE, Result.Missing.INSTANCE);
  }

  private static Map.Entry<String, Field> same(String property, String field) {
    return entry(property, new Field(field, 1));
  }

  private static Payload payload(String text) {
    return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonataDecoder decoder(String model) {
    return switch (JsonataDecoder.compile(SmartDataModels.source(model))) {
      case JsonataDecoder.Ready(JsonataDecoder decoder) -> decoder;
      case JsonataDecoder.Broken(Fault fault) -> throw new AssertionError(model + ": " + fault);
    };
  }

  private static List<Reading> readings(JsonataDecoder decoder, byte[] bytes) {
    Decoded decoded = decoder.decode(Payload.wrap(bytes), ContentFormat.JSON, RECEIVED_AT);
    if (decoded instanceof Decoded.Readings(List<Reading> readings, _)) {
      return readings;
    }
    throw new AssertionError(decoded);
  }
}

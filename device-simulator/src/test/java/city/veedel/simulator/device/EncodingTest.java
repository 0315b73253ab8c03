package city.veedel.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** What is written is valid in its format and says what was measured. */
class EncodingTest {
  private static final Instant TIME = Instant.parse("2026-11-22T08:15:00.250Z");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void jsonHasThingTimePlaceAndValuesOfEveryType() throws IOException {
    SequencedMap<PropertyName, Result> values = new LinkedHashMap<>();
    values.put(new PropertyName("free_spaces"), new Result.Quantity(41));
    values.put(new PropertyName("no2"), new Result.Quantity(41.25));
    values.put(new PropertyName("occupied"), new Result.Flag(true));
    values.put(new PropertyName("state"), new Result.State("offen \"bis\" 22\nUhr"));
    values.put(new PropertyName("pm10"), Result.Missing.INSTANCE);
    JsonBatch batch = new JsonBatch(100, 8_000);

    boolean added =
        batch.add(new Measurement(new ThingId("a-1"), TIME, values, new Location(6.95, 50.93)));
    Message message = batch.take();

    JsonNode first = MAPPER.readTree(message.payload().bytes()).path(0);
    assertThat(added).isTrue();
    assertThat(message.observations()).isEqualTo(5);
    assertThat(first.path("thing").asText()).isEqualTo("a-1");
    assertThat(first.path("time").asText()).isEqualTo("2026-11-22T08:15:00.250Z");
    assertThat(first.path("location").toString()).isEqualTo("[6.95,50.93]");
    assertThat(first.path("values").path("free_spaces").toString()).isEqualTo("41");
    assertThat(first.path("values").path("no2").asDouble()).isEqualTo(41.25);
    assertThat(first.path("values").path("occupied").asBoolean()).isTrue();
    assertThat(first.path("values").path("state").asText()).isEqualTo("offen \"bis\" 22\nUhr");
    assertThat(first.path("values").get("pm10").isNull()).isTrue();
  }

  @Test
  void aBatchIsFullByObservationsOrByBytesAndLosesNothing() throws IOException {
    JsonBatch byCount = new JsonBatch(2, 8_000);
    JsonBatch byBytes = new JsonBatch(100, 150);

    assertThat(byCount.add(measured("a", 1))).isTrue();
    assertThat(byCount.add(measured("b", 2))).isTrue();
    assertThat(byCount.add(measured("c", 3))).isFalse();
    assertThat(byBytes.add(measured("a", 1))).isTrue();
    assertThat(byBytes.add(measured("b", 2))).isFalse();

    assertThat(MAPPER.readTree(byCount.take().payload().bytes())).hasSize(2);
    assertThat(MAPPER.readTree(byBytes.take().payload().bytes())).hasSize(1);
    assertThat(byBytes.isEmpty()).isTrue();
  }

  @Test
  void senmlJsonHasBaseNameBaseTimeAndUnits() throws IOException {
    Message message =
        SenmlPack.write(
            measured("a", 21.5),
            PayloadFormat.SENML_JSON,
            Map.of(new PropertyName("temperature"), "Cel"));

    JsonNode record = MAPPER.readTree(message.payload().bytes()).path(0);
    assertThat(record.path("bn").asText() + record.path("n").asText()).isEqualTo("a/temperature");
    assertThat(record.path("bt").asDouble()).isEqualTo(1_795_335_300.25);
    assertThat(record.path("u").asText()).isEqualTo("Cel");
    assertThat(record.path("v").asDouble()).isEqualTo(21.5);
  }

  @Test
  void senmlCborIsThatOfTheStandardsLabels() {
    Message message = SenmlPack.write(measured("a", 21.5), PayloadFormat.SENML_CBOR, Map.of());

    // [{-2: "a/", -3: 1795335300.25, 0: "temperature", 2: 21.5}], RFC 8428 section 6.
    assertThat(HexFormat.of().formatHex(message.payload().bytes()))
        .isEqualTo(
            "81a4"
                + "2162612f"
                + "22fb"
                + HexFormat.of().toHexDigits(Double.doubleToLongBits(1_795_335_300.25))
                + "006b"
                + HexFormat.of()
                    .formatHex("temperature".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                + "02fb"
                + HexFormat.of().toHexDigits(Double.doubleToLongBits(21.5)));
  }

  @Test
  void senmlCannotSayThatNothingIsKnown() {
    SequencedMap<PropertyName, Result> values = new LinkedHashMap<>();
    values.put(new PropertyName("no2"), Result.Missing.INSTANCE);
    Measurement missing = new Measurement(new ThingId("a"), TIME, values, null);

    assertThatThrownBy(() -> SenmlPack.write(missing, PayloadFormat.SENML_JSON, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Measurement measured(String thing, double temperature) {
    SequencedMap<PropertyName, Result> values = new LinkedHashMap<>();
    values.put(new PropertyName("temperature"), new Result.Quantity(temperature));
    return new Measurement(new ThingId(thing), TIME, values, null);
  }
}

package city.veedel.decode.community;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.SharedData;
import city.veedel.decode.WholeAnswers;
import city.veedel.model.Location;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensorCommunityDecoderTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00Z");

  /** What a person reads in the messages. */
  private static final Map<String, String> PUSHES =
      Map.of(
          "airrohr-dnms-noise.json",
          "pm10=2.97 ug/m3, pm2_5=0.9 ug/m3, pressure=101552.03 Pa, temperature=30.4 Cel,"
              + " laeq=51.85 dB, lamin=46.15 dB, lamax=65.79 dB",
          "airrohr-local-2017.json",
          "pm10=6.5 ug/m3, pm2_5=3.2 ug/m3, temperature=6.86 Cel, humidity=86.66 %,"
              + " pressure=100003.54 Pa, rssi=-82.0 {dBm}",
          "luftdaten-pin1-sds011.json",
          "pm10=11.43 ug/m3, pm2_5=6.25 ug/m3",
          "luftdaten-pin7-dht22.json",
          "temperature=26.5 Cel, humidity=52.9 %",
          "namf-all-sensors.json",
          "temperature=8.2 Cel, humidity=74.68 %, pressure=102182.7 Pa, pm10=41.7 ug/m3,"
              + " pm2_5=26.5 ug/m3, heca_temperature=19.87 Cel, heca_humidity=31.63 %");

  @Test
  void decodesEveryPublishedPush() throws IOException {
    Path folder = SharedData.folder("air-sensor-community").resolve("push");
    int values = 0;
    for (Map.Entry<String, String> push : PUSHES.entrySet()) {
      List<Reading> readings = readings(Files.readString(folder.resolve(push.getKey())));
      assertThat(shown(readings)).as(push.getKey()).isEqualTo(push.getValue());
      values += readings.size();
    }
    System.out.println(
        "Sensor.Community: " + PUSHES.size() + " pushes decoded, " + values + " values");
  }

  @Test
  void takesTheAgeOfALocalMessageOffTheTimeOfReceipt() throws IOException {
    Path push = SharedData.folder("air-sensor-community").resolve("push/airrohr-local-2017.json");

    assertThat(readings(Files.readString(push)))
        .extracting(Reading::time)
        .containsOnly(RECEIVED_AT.minusSeconds(145));
  }

  @Test
  void decodesTheSnapshotOfTheApi() throws IOException {
    Path snapshot =
        SharedData.folder("air-sensor-community").resolve("api-snapshot-2019-04-25.json");

    List<Reading> readings = readings(Files.readString(snapshot));

    assertThat(readings).hasSize(10);
    assertThat(readings.getFirst().thing()).isEqualTo("sensor-community-2129");
    assertThat(readings.getFirst().time()).isEqualTo("2019-04-25T01:51:12Z");
    assertThat(readings.getFirst().location()).isEqualTo(new Location(13.374, 52.544));
    assertThat(shown(readings.subList(0, 4)))
        .isEqualTo("pm10=19.13 ug/m3, pm2_5=16.23 ug/m3, humidity=76.7 %, temperature=18.8 Cel");
    System.out.println("Sensor.Community: API snapshot decoded, " + readings.size() + " values");
  }

  @Test
  void givesThePlainNameToTheBetterOfTwoSensors() {
    assertThat(shown(readings(push("temperature", "20", "BME280_temperature", "19"))))
        .isEqualTo("unnamed_temperature=20.0 Cel, temperature=19.0 Cel");
    assertThat(shown(readings(push("BMP280_temperature", "20", "XY_temperature", "19"))))
        .isEqualTo("temperature=20.0 Cel, xy_temperature=19.0 Cel");
  }

  @Test
  void takesWhatIsNoNumberForASensorThatDoesNotAnswer() {
    assertThat(readings(push("P1", "nan", "P2", "", "humidity", " NaN ")))
        .extracting(Reading::result)
        .containsOnly(Result.Missing.INSTANCE);
  }

  @Test
  void listsWhatItDoesNotKnow() {
    assertThat(decode(push("P1", "1", "samples", "5", "BME280_smell", "7")))
        .isInstanceOfSatisfying(
            Decoded.Readings.class,
            readings -> {
              assertThat(readings.notes().ignored()).containsExactly("/sensordatavalues/1");
              assertThat(readings.notes().unmapped()).containsExactly("/sensordatavalues/2");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"sensordatavalues\":[{\"value_type\":\"P1\",\"value\":\"6,5\"}]} |"
            + " /sensordatavalues/0/value | \"6,5\" is no number",
        "{\"sensordatavalues\":[{\"value_type\":\"P1\"}]} | /sensordatavalues/0/value |"
            + " nothing is no number",
        "{\"sensordatavalues\":[{\"value\":\"1\"}]} | /sensordatavalues/0 |"
            + " \"value_type\" is missing",
        "{\"sensordatavalues\":{}} | /sensordatavalues | is missing or no array",
        "{\"P1\":\"1\"} | `` | \"sensordatavalues\" is missing",
        "{\"sensordatavalues\":[]} | `` | no value has a name of Sensor.Community's",
        "{\"sensordatavalues\":[{\"value_type\":\"a\",\"value\":\"1\"}]} | `` | /sensordatavalues/0",
        "{\"age\":\"x\",\"sensordatavalues\":[{\"value_type\":\"P1\",\"value\":\"1\"}]} | /age |"
            + " \"x\" is no age",
        "[{\"sensordatavalues\":[]}] | /0 | \"sensor\" with a whole number \"id\" is missing",
        "[{\"sensor\":{\"id\":1},\"timestamp\":\"2019-02-31 00:00:00\",\"sensordatavalues\":"
            + "[{\"value_type\":\"P1\",\"value\":\"1\"}]}] | /0/timestamp | is no time",
        "[{\"sensor\":{\"id\":1},\"timestamp\":\"now\",\"sensordatavalues\":"
            + "[{\"value_type\":\"P1\",\"value\":\"1\"}]}] | /0/timestamp | \"now\" is no time",
      })
  void saysWhereAMessageIsWrong(String message, String pointer, String words) {
    assertThat(faults(message))
        .first()
        .satisfies(fault -> {
          assertThat(fault.pointer()).isEqualTo(pointer);
          assertThat(fault.detail()).contains(words);
        });
  }

  @Test
  void refusesTheSameValueTwiceAndOtherFormats() {
    assertThat(faults(push("P1", "1", "P1", "2")))
        .singleElement()
        .satisfies(fault ->
            assertThat(fault.place())
                .isEqualTo("/sensordatavalues/1/value_type (line 1, column 68)"));
    assertThat(new SensorCommunityDecoder().decode(payload("{}"), ContentFormat.CBOR, RECEIVED_AT))
        .isInstanceOfSatisfying(
            Decoded.Undecodable.class,
            undecodable ->
                assertThat(undecodable.faults().getFirst().reason())
                    .isEqualTo(RefusalReason.FORMAT_UNSUPPORTED));
  }

  private static String push(String... values) {
    StringBuilder text = new StringBuilder("{\"sensordatavalues\":[");
    for (int i = 0; i < values.length; i += 2) {
      text.append(i == 0 ? "" : ",")
          .append("{\"value_type\":\"")
          .append(values[i])
          .append("\",\"value\":\"")
          .append(values[i + 1])
          .append("\"}");
    }
    return text.append("]}").toString();
  }

  private static String shown(List<Reading> readings) {
    return readings.stream()
        .map(reading ->
            reading.property()
                + "="
                + ((Result.Quantity) reading.result()).value()
                + " "
                + reading.unit())
        .collect(Collectors.joining(", "));
  }

  private static Payload payload(String text) {
    return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Decoded decode(String text) {
    Decoded decoded =
        new SensorCommunityDecoder().decode(payload(text), ContentFormat.JSON, RECEIVED_AT);
    WholeAnswers.check(decoded);
    return decoded;
  }

  private static List<Reading> readings(String text) {
    Decoded decoded = decode(text);
    if (decoded instanceof Decoded.Readings(List<Reading> readings, _)) {
      return readings;
    }
    throw new AssertionError(decoded);
  }

  private static List<Fault> faults(String text) {
    Decoded decoded = decode(text);
    if (decoded instanceof Decoded.Undecodable(List<Fault> faults)) {
      return faults;
    }
    throw new AssertionError(decoded);
  }
}

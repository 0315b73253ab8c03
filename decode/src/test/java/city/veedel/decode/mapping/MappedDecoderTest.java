package city.veedel.decode.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Notes;
import city.veedel.decode.Reading;
import city.veedel.decode.WholeAnswers;
import city.veedel.decode.codec.Codec;
import city.veedel.decode.codec.CodecResult;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.Location;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappedDecoderTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void readsFlatNumbersInTheUnitsOfTheMapping() {
    List<Reading> readings =
        readings(
            "{\"temp\":21.3,\"hum\":52}",
            field("/temp", "temperature", "Cel"),
            field("/hum", "humidity", "%"));

    assertThat(readings)
        .containsExactly(
            reading("temperature", new Result.Quantity(21.3), "Cel", "/temp"),
            reading("humidity", new Result.Quantity(52), "%", "/hum"));
  }

  @Test
  void readsNestedObjectsAndTheUnitAnObjectNames() {
    List<Reading> readings =
        readings(
            "{\"air\":{\"t\":{\"value\":21.3,\"unit\":\"Cel\"},\"p\":{\"value\":1013,\"unit\":\"x\"}}}",
            field("/air/t", "temperature", ""),
            field("/air/p", "pressure", "hPa"));

    assertThat(readings)
        .extracting(Reading::result, Reading::unit, Reading::pointer)
        .containsExactly(
            tuple(new Result.Quantity(21.3), "Cel", "/air/t/value"),
            tuple(new Result.Quantity(1013), "hPa", "/air/p/value"));
  }

  @Test
  void givesEveryElementOfAnArrayItsOwnTime() {
    List<Reading> readings =
        readings(
            "{\"ts\":1700000000,\"m\":[{\"at\":1700000060,\"v\":1},{\"v\":2},"
                + "{\"at\":1700000120.5,\"v\":3}]}",
            field("/ts", "time", "s"),
            field("/m/*/at", "time", "s"),
            field("/m/*/v", "no2", "ug/m3"));

    assertThat(readings)
        .extracting(Reading::time, Reading::result, Reading::pointer)
        .containsExactly(
            tuple(Instant.ofEpochSecond(1700000060), new Result.Quantity(1), "/m/0/v"),
            tuple(Instant.ofEpochSecond(1700000000), new Result.Quantity(2), "/m/1/v"),
            tuple(
                Instant.ofEpochSecond(1700000120, 500_000_000), new Result.Quantity(3), "/m/2/v"));
  }

  @Test
  void readsADocumentThatIsAnArrayElementByElement() {
    List<Reading> readings =
        readings(
            "[{\"t\":\"2026-11-22T11:00:00Z\",\"v\":1},{\"t\":\"2026-11-22T11:10:00Z\",\"v\":2}]",
            field("/t", "time", ""),
            field("/v", "no2", ""));

    assertThat(readings)
        .extracting(Reading::time, Reading::pointer)
        .containsExactly(
            tuple(Instant.parse("2026-11-22T11:00:00Z"), "/0/v"),
            tuple(Instant.parse("2026-11-22T11:10:00Z"), "/1/v"));
  }

  @Test
  void readsPlaceThingAndSequence() {
    List<Reading> readings =
        readings(
            "{\"lat\":\"50.94\",\"lon\":6.96,\"node\":17,\"n\":4,\"v\":1}",
            field("/lat", "latitude", ""),
            field("/lon", "longitude", "deg"),
            field("/node", "thing", ""),
            field("/n", "sequence", ""),
            field("/v", "no2", ""));

    assertThat(readings)
        .containsExactly(
            new Reading(
                "17",
                new PropertyName("no2"),
                null,
                4,
                new Result.Quantity(1),
                "",
                new Location(6.96, 50.94),
                "/v"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1700000000         | s  | 2023-11-14T22:13:20Z",
        "1700000000.25      | s  | 2023-11-14T22:13:20.250Z",
        "1700000000123      | ms | 2023-11-14T22:13:20.123Z",
        "\"1700000000123\"  | ms | 2023-11-14T22:13:20.123Z",
        "-1.5               | s  | 1969-12-31T23:59:58.500Z",
        "\"2026-11-22T12:00:00+01:00\" | | 2026-11-22T11:00:00Z",
        "null               | s  | ",
      })
  void readsTimes(String value, String unit, Instant expected) {
    List<Reading> readings =
        readings(
            "{\"t\":" + value + ",\"v\":1}",
            field("/t", "time", unit == null ? "" : unit),
            field("/v", "no2", ""));

    assertThat(readings).extracting(Reading::time).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1700000000            |    | give the mapping the unit s or ms",
        "\"2026-11-22T12:00Z\" | ms | is no Unix time in ms",
        "\"1e999999999\"       | s  | is no Unix time in s",
        "1e300                 | s  | after the year 9999",
        "\"gestern\"           |    | expected RFC 3339",
        "{}                    | s  | an object is no Unix time",
      })
  void refusesTimes(String value, String unit, String words) {
    List<Fault> faults =
        faults(
            "{\"v\":1,\n \"t\":" + value + "}",
            field("/t", "time", unit == null ? "" : unit),
            field("/v", "no2", ""));

    assertThat(faults)
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.detail()).contains(words);
          assertThat(fault.place()).isEqualTo("/t (line 2, column 6)");
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "21.30     | 21.3",
        "-0.0 | 0",
        "\"21.30\" | 21.3",
        "\"-1e3\" | -1000",
        "\"-0\" | 0",
      })
  void takesNumbersAndTextThatIsExactlyANumber(String value, double expected) {
    assertThat(readings("{\"v\":" + value + "}", field("/v", "no2", "ug/m3")))
        .extracting(Reading::result)
        .containsExactly(new Result.Quantity(expected));
  }

  @Test
  void takesOtherTextAsAStateAndGuessesNothing() {
    List<Reading> readings =
        readings(
            "{\"a\":\"open\",\"b\":\"007\",\"c\":true,\"d\":1,\"e\":null,\"f\":\" 1\"}",
            field("/a", "a", ""),
            field("/b", "b", ""),
            field("/c", "c", ""),
            field("/d", "d", ""),
            field("/e", "e", ""),
            field("/f", "f", ""));

    assertThat(readings)
        .extracting(Reading::result)
        .containsExactly(
            new Result.State("open"),
            new Result.State("007"),
            new Result.Flag(true),
            new Result.Quantity(1),
            Result.Missing.INSTANCE,
            new Result.State(" 1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"n/a\" | \"n/a\" is no number, and the mapping names a unit",
        "NaN     | NaN is no finite number",
        "1e999   | is no finite number",
        "[1]     | an array is no number, boolean, text or null; map a field inside of it",
        "{}      | an object is no number, boolean, text or null; map a field inside of it",
      })
  void refusesValuesAndSaysWhere(String value, String words) {
    List<Fault> faults = faults("{\n \"v\": " + value + "}", field("/v", "no2", "ug/m3"));

    assertThat(faults)
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.reason()).isEqualTo(RefusalReason.VALUE_INVALID);
          assertThat(fault.detail()).contains(words);
          assertThat(fault.place()).isEqualTo("/v (line 2, column 7)");
        });
  }

  @Test
  void listsWhatIsMappedIgnoredAndNot() {
    Decoded decoded =
        decode(
            "{\"t\":1,\"raw\":{\"a\":1,\"b\":2},\"m\":[{\"x\":1,\"y\":2},{\"x\":3,\"y\":4}],\"s/n\":7}",
            field("/t", "no2", ""),
            field("/raw", "ignore", ""),
            field("/missing", "pm10", ""));

    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Readings.class,
            readings ->
                assertThat(readings.notes())
                    .isEqualTo(
                        new Notes(
                            List.of(), List.of("/raw"), List.of("/m/*/x", "/m/*/y", "/s~1n"))));
  }

  @Test
  void handsTheWarningsOfTheCodecOn() {
    Codec codec =
        _ ->
            new CodecResult.Document(
                JsonNodeFactory.instance.objectNode().put("v", 1), List.of("battery is low"));

    Decoded decoded =
        MappedDecoder.of(Envelope.NONE, codec, List.of(field("/v", "no2", "")))
            .decode(payload("x"), ContentFormat.OCTETS, RECEIVED_AT);

    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Readings.class,
            readings -> assertThat(readings.notes().warnings()).containsExactly("battery is low"));
  }

  @Test
  void saysWhichFieldsCameWhenNoneIsMapped() {
    assertThat(faults("{\"tmp\":1,\"hum\":2}", field("/temp", "temperature", "")))
        .singleElement()
        .satisfies(fault ->
            assertThat(fault.detail())
                .contains("none of the mapped fields")
                .contains("it has /tmp, /hum")
                .contains("expected /temp"));
    assertThat(faults("7", field("/temp", "temperature", "")))
        .first()
        .satisfies(fault -> assertThat(fault.detail()).contains("7 has no fields"));
  }

  @Test
  void takesAMessageInWhichSomeFieldsAreMissing() {
    assertThat(readings("{\"a\":1}", field("/a", "a", ""), field("/b", "b", ""))).hasSize(1);
  }

  @Test
  void refusesASecondValueForTheSameTime() {
    assertThat(faults("{\"m\":[1,2]}", field("/m/*", "no2", "")))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.pointer()).isEqualTo("/m/1");
          assertThat(fault.detail()).contains("a second value of no2 for the same time");
        });
  }

  @Test
  void refusesMoreValuesThanAMessageMayHave() {
    String most = "{\"m\":[{\"t\":0" + ",\"v\":1}" + elements(MappedMessage.MAX_VALUES) + "]}";

    assertThat(faults(most, field("/m/*/t", "time", "s"), field("/m/*/v", "no2", "")))
        .extracting(Fault::detail)
        .containsExactly("the message has more than 10000 values; send it in parts");
  }

  @Test
  void tellsOfAtMostTwentyFaults() {
    String message = "{\"m\":[" + "\"x\",".repeat(99) + "\"x\"]}";

    assertThat(faults(message, field("/m/*", "no2", "ug/m3"))).hasSize(20);
  }

  @Test
  void readsCborToo() {
    Decoded decoded =
        MappedDecoder.of(Envelope.NONE, new DocumentCodec(), List.of(field("/v", "no2", "")))
            .decode(
                Payload.wrap(HexFormat.of().parseHex("a16176f94d40")),
                ContentFormat.UNDECLARED,
                RECEIVED_AT);

    assertThat(decoded)
        .isEqualTo(
            new Decoded.Readings(List.of(reading("no2", new Result.Quantity(21), "", "/v"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                  | the payload is empty",
        "{\"v\":1          | ends too early",
        "{\"v\":1}{}       | more follows after the end",
        "{\"v\":1,\"v\":2} | Duplicate field 'v'",
      })
  void refusesWhatIsNoDocument(String text, String words) {
    assertThat(faults(text == null ? "" : text, field("/v", "no2", "")))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.reason()).isEqualTo(RefusalReason.PAYLOAD_MALFORMED);
          assertThat(fault.detail()).contains(words);
        });
  }

  @Test
  void refusesAMappingThatNamesAPropertyTwice() {
    assertThatThrownBy(() -> decoder(field("/a", "no2", ""), field("/b", "no2", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/b: another field is already mapped to no2");
  }

  @Test
  void refusesTwoTimesForTheSameElements() {
    assertThatThrownBy(
            () -> decoder(field("/a", "time", ""), field("/b", "time", ""), field("/c", "no2", "")))
        .hasMessageContaining("already mapped to time");
  }

  @Test
  void refusesAMappingWithoutPropertiesOrWithAUnitThatMakesNoSense() {
    assertThatThrownBy(() -> decoder(field("/a", "time", "")))
        .hasMessageContaining("no field is mapped to a property");
    assertThatThrownBy(() -> decoder(field("/a", "time", "min")))
        .hasMessageContaining("for Unix time s or ms");
    assertThatThrownBy(() ->
            decoder(
                IntStream.rangeClosed(0, FieldMappings.MAX)
                    .mapToObj(i -> field("/f" + i, "p" + i, ""))
                    .toArray(FieldMapping[]::new)))
        .hasMessageContaining("at most 500 fields");
  }

  private static String elements(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      text.append(",{\"t\":").append(i).append(",\"v\":1}");
    }
    return text.toString();
  }

  private static Reading reading(String property, Result result, String unit, String pointer) {
    return new Reading("", new PropertyName(property), null, -1, result, unit, null, pointer);
  }

  private static FieldMapping field(String pointer, String property, String unit) {
    return new FieldMapping(pointer, new PropertyName(property), unit);
  }

  private static MappedDecoder decoder(FieldMapping... mappings) {
    return MappedDecoder.of(Envelope.NONE, new DocumentCodec(), List.of(mappings));
  }

  private static Payload payload(String text) {
    return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Decoded decode(String text, FieldMapping... mappings) {
    Decoded decoded = decoder(mappings).decode(payload(text), ContentFormat.JSON, RECEIVED_AT);
    WholeAnswers.check(decoded);
    return decoded;
  }

  private static List<Reading> readings(String text, FieldMapping... mappings) {
    if (decode(text, mappings) instanceof Decoded.Readings(List<Reading> readings, _)) {
      return readings;
    }
    throw new AssertionError(decode(text, mappings));
  }

  private static List<Fault> faults(String text, FieldMapping... mappings) {
    if (decode(text, mappings) instanceof Decoded.Undecodable(List<Fault> faults)) {
      return faults;
    }
    throw new AssertionError(decode(text, mappings));
  }
}

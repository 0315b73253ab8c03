package city.veedel.decode.json;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.document.Faults;
import city.veedel.model.Location;
import city.veedel.model.Observation;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00Z");

  private final JsonDecoder decoder = new JsonDecoder();

  @Test
  void readsTheMessageOfTheContract() {
    assertThat(
            readings("{\"time\":\"2026-11-22T08:15:00Z\",\"values\":{\"no2\":41.2,\"pm10\":18}}"))
        .containsExactly(
            reading("no2", new Result.Quantity(41.2)), reading("pm10", new Result.Quantity(18)));
  }

  @Test
  void readsEveryKindOfValue() {
    assertThat(readings("{\"values\":{\"a\":-1e3,\"b\":true,\"c\":\"open\",\"d\":null}}"))
        .extracting(Reading::result)
        .containsExactly(
            new Result.Quantity(-1000),
            new Result.Flag(true),
            new Result.State("open"),
            Result.Missing.INSTANCE);
  }

  @Test
  void readsFieldsInAnyOrder() {
    Reading reading =
        readings(
                "{\"values\":{\"free\":3},\"sequence\":7,\"location\":[6.95,50.94],"
                    + "\"thing\":\"p-1\",\"time\":\"2026-11-22T09:15:00.5+01:00\"}")
            .getFirst();

    assertThat(reading)
        .isEqualTo(
            new Reading(
                "p-1",
                new PropertyName("free"),
                Instant.parse("2026-11-22T08:15:00.500Z"),
                7,
                new Result.Quantity(3),
                "",
                new Location(6.95, 50.94),
                "/values/free"));
  }

  @Test
  void readsABatchAndPointsIntoIt() {
    assertThat(readings("[{\"values\":{\"a\":1}},{\"values\":{\"a\":2,\"b\":3}}]"))
        .extracting(Reading::pointer)
        .containsExactly("/0/values/a", "/1/values/a", "/1/values/b");
  }

  @Test
  void leavesOutWhatTheDeviceDidNotSay() {
    Reading reading = readings("{\"values\":{\"a\":1}}").getFirst();

    assertThat(reading.thing()).isEmpty();
    assertThat(reading.time()).isNull();
    assertThat(reading.sequence()).isEqualTo(Observation.NO_SEQUENCE);
    assertThat(reading.location()).isNull();
    assertThat(reading.unit()).isEmpty();
  }

  @Test
  void passesOverAByteOrderMark() {
    assertThat(readings("\uFEFF{\"values\":{\"a\":1}}")).hasSize(1);
  }

  @Test
  void takesNegativeZeroForZero() {
    assertThat(readings("{\"values\":{\"a\":-0.0}}").getFirst().result())
        .isEqualTo(new Result.Quantity(0.0));
  }

  @Test
  void pointsAtAMisspeltFieldAndNamesTheAllowedOnes() {
    assertThat(faults("{\n  \"values\": {\"a\": 1},\n  \"value\": {\"a\": 1}\n}"))
        .containsExactly(
            new Fault(
                RefusalReason.VALUE_INVALID,
                "\"value\" is no field of a message; allowed: time, values, thing, location,"
                    + " sequence",
                "/value",
                3,
                3));
  }

  @Test
  void reportsAllFaultsInTheOrderOfThePayload() {
    assertThat(
            faults(
                """
                [{"values":{"a":[1],"b b":2,"c":1e999}},
                 {"time":"2026-11-22T08:15:00"},
                 7,
                 {"values":{"a":NaN},"sequence":-1,"location":[50.9,96.9]}]
                """))
        .extracting(fault -> fault.pointer() + " " + fault.line() + ":" + fault.column())
        .containsExactly(
            "/0/values/a 1:17",
            "/0/values/b b 1:21",
            "/0/values/c 1:33",
            "/1 2:2",
            "/1/time 2:10",
            "/2 3:2",
            "/3/values/a 4:17",
            "/3/sequence 4:33",
            "/3/location/1 4:53");
  }

  @Test
  void goesOnUntilTwentyFaults() {
    String values =
        IntStream.range(0, 50).mapToObj(i -> "\"p" + i + "\":[]").collect(Collectors.joining(","));

    assertThat(faults("{\"values\":{" + values + "}}")).hasSize(Faults.MAX);
  }

  @Test
  void keepsWhatItFoundBeforeTheJsonBreaksOff() {
    assertThat(faults("{\"values\":{\"a\":{},\"b\":1"))
        .extracting(Fault::reason)
        .containsExactly(RefusalReason.VALUE_INVALID, RefusalReason.PAYLOAD_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "{\"values\":{\"a\":1}",
        "{\"values\":{\"a\":1}} x",
        "{\"values\":{\"a\":1}}{\"values\":{\"a\":1}}",
        "{'values':{'a':1}}",
        "{\"values\":{\"a\":01}}",
        "{\"values\":{\"a\":1,}}",
        "{\"values\":{\"a\":+1}}",
        "{\"values\":{\"a\":.5}}",
        "{/* */\"values\":{\"a\":1}}",
        "<xml/>",
        "\u0000\u0000",
        "{\"values\":{\"a\":\"line\nbreak\"}}"
      })
  void refusesWhatIsNotJson(String text) {
    Fault fault = faults(text).getFirst();

    assertThat(fault.reason()).isEqualTo(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(fault.detail()).doesNotContain("Feature", "Source", "com.fasterxml", "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "null",
        "\"text\"",
        "[]",
        "{}",
        "[[]]",
        "{\"values\":{}}",
        "{\"values\":[]}",
        "{\"values\":null}",
        "{\"values\":{\"a\":1},\"values\":{\"b\":1}}",
        "{\"values\":{\"a\":1,\"a\":1}}",
        "{\"values\":{\"\":1}}",
        "{\"values\":{\"_a\":1}}",
        "{\"values\":{\"a/b\":1}}",
        "{\"values\":{\"a\":Infinity}}",
        "{\"values\":{\"a\":-Infinity}}",
        "{\"values\":{\"a\":\"\\u0000\"}}",
        "{\"values\":{\"a\":\"\\ud800\"}}",
        "{\"values\":{\"a\":1},\"thing\":\"\"}",
        "{\"values\":{\"a\":1},\"thing\":null}",
        "{\"values\":{\"a\":1},\"sequence\":1.0}",
        "{\"values\":{\"a\":1},\"sequence\":9223372036854775808}",
        "{\"values\":{\"a\":1},\"location\":[6.9]}",
        "{\"values\":{\"a\":1},\"location\":[6.9,50.9,40]}",
        "{\"values\":{\"a\":1},\"location\":{\"lon\":6.9,\"lat\":50.9}}",
        "{\"values\":{\"a\":1},\"location\":[6.9,null]}",
        "{\"values\":{\"a\":1},\"location\":[6.9,NaN]}"
      })
  void refusesWhatIsJsonButNoMessage(String text) {
    assertThat(faults(text)).hasSize(1);
    assertThat(faults(text).getFirst().reason()).isEqualTo(RefusalReason.VALUE_INVALID);
    assertThat(faults(text).getFirst().line()).isEqualTo(1);
    assertThat(faults(text).getFirst().column()).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-22T08:15:00 | has no offset",
        "2026-11-22T08:15:00.5 | has no offset",
        "2026-11-22 08:15:00Z | is no time",
        "2026-11-22 | is no time",
        "22.11.2026 08:15 | is no time",
        "2026-02-29T00:00:00Z | is not in any calendar",
        "2026-13-01T00:00:00Z | is not in any calendar",
        "2026-11-22T24:00:00Z | is not in any calendar",
        "2016-12-31T23:59:60Z | is a leap second",
        "2026-11-22T08:15:00.Z | has no digits",
        "2026-11-22T08:15:00+0100 | does not end in an offset",
        "2026-11-22T08:15:00[Europe/Berlin] | does not end in an offset",
        "2026-11-22T08:15:00+24:00 | has an offset beyond"
      })
  void saysWhatIsWrongWithATime(String time, String expected) {
    Fault fault = faults("{\"time\":\"" + time + "\",\"values\":{\"a\":1}}").getFirst();

    assertThat(fault.detail()).startsWith("\"" + time + "\" " + expected);
    assertThat(fault.pointer()).isEqualTo("/time");
    assertThat(fault.column()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T08:15:00Z, 2026-11-22T08:15:00Z",
    "2026-11-22t08:15:00z, 2026-11-22T08:15:00Z",
    "2026-11-22T08:15:00-00:00, 2026-11-22T08:15:00Z",
    "2026-03-29T03:00:00+02:00, 2026-03-29T01:00:00Z",
    "2026-11-22T08:15:00-05:30, 2026-11-22T13:45:00Z",
    "2024-02-29T23:59:59.123456789123Z, 2024-02-29T23:59:59.123456789Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z"
  })
  void readsTimesWithTheirOffset(String time, Instant expected) {
    assertThat(readings("{\"time\":\"" + time + "\",\"values\":{\"a\":1}}").getFirst().time())
        .isEqualTo(expected);
  }

  @Test
  void keepsToItsLimits() {
    assertThat(reasons("{\"values\":{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}}"))
        .contains(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(reasons("{\"values\":{\"a\":\"" + "x".repeat(5000) + "\"}}"))
        .contains(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(reasons("{\"values\":{\"a\":\"" + "x".repeat(257) + "\"}}"))
        .containsExactly(RefusalReason.VALUE_INVALID);
    assertThat(reasons("{\"values\":{\"a\":" + "1".repeat(65) + "}}"))
        .contains(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(reasons("{\"values\":{\"" + "x".repeat(300) + "\":1}}"))
        .contains(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(reasons("[".repeat(100_000))).contains(RefusalReason.PAYLOAD_MALFORMED);
  }

  @Test
  void refusesMoreThanTenThousandValues() {
    String values =
        IntStream.rangeClosed(0, JsonMessage.MAX_VALUES)
            .mapToObj(i -> "\"p" + i + "\":1")
            .collect(Collectors.joining(","));

    assertThat(faults("{\"values\":{" + values + "}}"))
        .singleElement()
        .extracting(Fault::pointer)
        .isEqualTo("/values/p10000");
  }

  @Test
  void saysWhereTheTextIsNotUtf8() {
    byte[] bytes = "{\"values\":{\"a\":\"?\"}}".getBytes(StandardCharsets.US_ASCII);
    bytes[16] = (byte) 0xE9;

    assertThat(undecodable(bytes))
        .singleElement()
        .extracting(Fault::detail)
        .isEqualTo("the text is not UTF-8 at byte 16 (0xe9)");
    assertThat(undecodable("{}".getBytes(StandardCharsets.UTF_16))).isNotEmpty();
  }

  @Test
  void takesAReplacementCharacterThatWasSent() {
    assertThat(readings("{\"values\":{\"a\":\"\uFFFD\"}}").getFirst().result())
        .isEqualTo(new Result.State("\uFFFD"));
  }

  @Test
  void escapesWhatCannotBeShownOrStored() {
    Fault fault = faults("{\"values\":{\"\\u0000\\u202e~/\\n\":1}}").getFirst();

    assertThat(fault.detail()).startsWith("\"\\u0000\\u202e~/\\u000a\" is no property name");
    assertThat(fault.pointer()).isEqualTo("/values/\uFFFD\u202e~0~1\uFFFD");
  }

  private static Reading reading(String property, Result result) {
    return new Reading(
        "",
        new PropertyName(property),
        Instant.parse("2026-11-22T08:15:00Z"),
        Observation.NO_SEQUENCE,
        result,
        "",
        null,
        "/values/" + property);
  }

  private List<Reading> readings(String text) {
    return switch (decode(text.getBytes(StandardCharsets.UTF_8))) {
      case Decoded.Readings(List<Reading> readings, _) -> readings;
      case Decoded.Nothing(String why) -> throw new AssertionError(why);
      case Decoded.Undecodable(List<Fault> faults) -> throw new AssertionError(faults);
    };
  }

  private List<RefusalReason> reasons(String text) {
    return faults(text).stream().map(Fault::reason).toList();
  }

  private List<Fault> faults(String text) {
    return undecodable(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<Fault> undecodable(byte[] bytes) {
    return switch (decode(bytes)) {
      case Decoded.Readings(List<Reading> readings, _) -> throw new AssertionError(readings);
      case Decoded.Nothing(String why) -> throw new AssertionError(why);
      case Decoded.Undecodable(List<Fault> faults) -> faults;
    };
  }

  private Decoded decode(byte[] bytes) {
    return decoder.decode(Payload.wrap(bytes), ContentFormat.JSON, RECEIVED_AT);
  }
}

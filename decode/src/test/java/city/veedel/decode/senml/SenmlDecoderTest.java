package city.veedel.decode.senml;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.model.Location;
import city.veedel.model.Payload;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenmlDecoderTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00Z");

  private final SenmlDecoder decoder = new SenmlDecoder();

  @Test
  void readsADevicesPack() {
    List<Reading> readings =
        readings(
            "[{\"bn\":\"urn:dev:ow:10e2073a01080063:\",\"bt\":1795348800,\"n\":\"temp\","
                + "\"u\":\"Cel\",\"v\":23.1},{\"n\":\"label\",\"vs\":\"Room\"},"
                + "{\"n\":\"open\",\"t\":60,\"vb\":false}]");

    assertThat(readings)
        .extracting(reading -> reading.property().value())
        .containsExactly("temp", "label", "open");
    assertThat(readings).extracting(Reading::thing).containsOnly("");
    assertThat(readings).extracting(Reading::unit).containsExactly("Cel", "", "");
    assertThat(readings)
        .extracting(Reading::result)
        .containsExactly(
            new Result.Quantity(23.1), new Result.State("Room"), new Result.Flag(false));
    assertThat(readings).extracting(Reading::pointer).containsExactly("/0/v", "/1/vs", "/2/vb");
    assertThat(readings.get(2).time()).isEqualTo(Instant.ofEpochSecond(1795348860));
  }

  @ParameterizedTest
  @CsvSource({
    "station-7/no2, '', station-7, no2",
    "station-7:no2, '', station-7, no2",
    "no2, '', '', no2",
    "urn:dev:ow:10e2073a01080063:voltage, V, '', voltage",
    "urn:dev:ow:10e2073a01080063, Cel, '', temperature",
    "urn:dev:ow:10e2073a01080063, %RH, '', humidity",
    "urn:dev:ow:10e2073a01080063, '', '', value",
    "urn:dev:mac:0024befffe804ff1_humidity, %RH, '', humidity",
    "urn:dev:ow:10e2073a01080063/temp, Cel, '', temp",
    "2001:db8::2/temperature, Cel, '', temperature",
    "station-7/, Cel, station-7, temperature"
  })
  void takesANameApart(String name, String unit, String thing, String property) {
    Reading reading =
        readings("[{\"n\":\"" + name + "\",\"u\":\"" + unit + "\",\"v\":1}]").getFirst();

    assertThat(reading.thing()).isEqualTo(thing);
    assertThat(reading.property().value()).isEqualTo(property);
  }

  @Test
  void doesNotMixTheValuesOfTwoSpeakers() {
    assertThat(
            faults(
                "[{\"n\":\"2001:db8::2/temperature\",\"v\":1},"
                    + "{\"n\":\"2001:db8::1/temperature\",\"v\":2}]"))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.detail()).contains("second speaker", "<thing>/<property>");
          assertThat(fault.pointer()).isEqualTo("/1");
        });
  }

  @Test
  void readsTimesBelowTwoToThe28RelativeToTheReceipt() {
    assertThat(
            readings(
                "[{\"n\":\"a\",\"v\":1,\"t\":-90.5},{\"n\":\"a\",\"v\":2,\"t\":30},"
                    + "{\"n\":\"a\",\"v\":3,\"t\":268435456},{\"n\":\"a\",\"v\":4,\"t\":0},"
                    + "{\"n\":\"a\",\"v\":5}]"))
        .extracting(Reading::time)
        .containsExactly(
            Instant.parse("2026-11-22T11:58:29.500Z"),
            Instant.parse("2026-11-22T12:00:30Z"),
            Instant.ofEpochSecond(268_435_456),
            null,
            null);
  }

  @Test
  void keepsMicrosecondsOfADecimalTime() {
    assertThat(readings("[{\"bt\":1276020076.001,\"n\":\"a\",\"v\":1,\"t\":-5}]"))
        .extracting(Reading::time)
        .containsExactly(Instant.parse("2010-06-08T18:01:11.001Z"));
  }

  @Test
  void addsBaseValueAndBaseSum() {
    List<Reading> readings =
        readings(
            "[{\"bn\":\"m/\",\"bu\":\"W\",\"bv\":100,\"bs\":1000,\"n\":\"p\",\"v\":5,\"s\":7},"
                + "{\"n\":\"q\",\"t\":-1},{\"n\":\"r\",\"vb\":true}]");

    assertThat(readings)
        .extracting(reading -> reading.property() + " " + reading.result() + " " + reading.unit())
        .containsExactly(
            "p Quantity[value=105.0] W",
            "p.sum Quantity[value=1007.0] W.s",
            "q Quantity[value=100.0] W",
            "q.sum Quantity[value=1000.0] W.s",
            "r Flag[value=true] ");
    assertThat(readings.get(1).pointer()).isEqualTo("/0/s");
  }

  @Test
  void takesASumWithoutAValue() {
    assertThat(readings("[{\"n\":\"flow\",\"u\":\"l/s\",\"s\":12}]"))
        .singleElement()
        .satisfies(reading -> {
          assertThat(reading.property().value()).isEqualTo("flow.sum");
          assertThat(reading.unit()).isEqualTo("(l/s).s");
        });
  }

  @Test
  void putsAPositionToTheValuesOfItsSpeakerAndTime() {
    List<Reading> readings =
        readings(
            "[{\"bn\":\"urn:dev:ow:10e2073a01080063\",\"bt\":1320067464,\"bu\":\"%RH\",\"v\":20},"
                + "{\"u\":\"lon\",\"v\":24.30621},{\"u\":\"lat\",\"v\":60.07965},"
                + "{\"u\":\"%EL\",\"v\":98,\"t\":150}]");

    assertThat(readings)
        .extracting(reading -> reading.property().value())
        .containsExactly("humidity", "battery");
    assertThat(readings)
        .extracting(Reading::location)
        .containsExactly(new Location(24.30621, 60.07965), null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"n\":\"a\",\"v\":1},{\"u\":\"lat\",\"n\":\"lat\",\"v\":50}]",
        "[{\"n\":\"a\",\"v\":1},{\"u\":\"lat\",\"n\":\"lat\",\"v\":95},"
            + "{\"u\":\"lon\",\"n\":\"lon\",\"v\":6}]",
        "[{\"n\":\"a\",\"v\":1,\"t\":-1},{\"u\":\"lat\",\"n\":\"lat\",\"v\":50},"
            + "{\"u\":\"lon\",\"n\":\"lon\",\"v\":6}]",
        "[{\"n\":\"a\",\"v\":1},{\"u\":\"lat\",\"n\":\"lat\",\"vs\":\"50\"}]"
      })
  void refusesAPositionThatIsNone(String pack) {
    assertThat(faults(pack))
        .singleElement()
        .extracting(Fault::detail)
        .asString()
        .startsWith("a position needs");
  }

  @Test
  void mapsUnitsToUcum() {
    assertThat(
            readings(
                "[{\"n\":\"a\",\"u\":\"%\",\"v\":0.5},{\"n\":\"b\",\"u\":\"%RH\",\"v\":50},"
                    + "{\"n\":\"c\",\"u\":\"ug/m3\",\"v\":5},{\"n\":\"d\",\"u\":\"B\",\"v\":8},"
                    + "{\"n\":\"e\",\"u\":\"kvarh\",\"v\":8},{\"n\":\"f\",\"u\":\"m\",\"v\":8}]"))
        .extracting(Reading::unit)
        .containsExactly("1", "%", "ug/m3", "By", "kV.A{reactive}.h", "m");
  }

  @Test
  void passesOverUnknownFieldsButNotThoseThatMustBeUnderstood() {
    assertThat(readings("[{\"n\":\"a\",\"v\":1,\"l\":[{\"href\":\"x\"}],\"foo\":null}]"))
        .hasSize(1);
    assertThat(faults("[{\"n\":\"a\",\"v\":1,\"foo_\":1}]"))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.pointer()).isEqualTo("/0/foo_");
          assertThat(fault.detail()).contains("must be understood");
        });
  }

  @Test
  void refusesBinaryValuesWithTheirPlace() {
    assertThat(faults("[{\"n\":\"a\",\"v\":1},\n {\"n\":\"nfv\",\"vd\":\"aGkgCg\"}]"))
        .containsExactly(
            new Fault(
                RefusalReason.VALUE_INVALID,
                "binary values (vd) are not stored; expected v, vs or vb",
                "/1/vd",
                2,
                18));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "[{}]",
        "[{\"bn\":\"a\"}]",
        "[[]]",
        "[{\"n\":\"a\"}]",
        "[{\"v\":1}]",
        "[{\"n\":\"a\",\"v\":\"1\"}]",
        "[{\"n\":\"a\",\"v\":null}]",
        "[{\"n\":\"a\",\"v\":NaN}]",
        "[{\"n\":\"a\",\"v\":1e999}]",
        "[{\"n\":\"a\",\"bv\":1e308,\"v\":1e308}]",
        "[{\"n\":\"a\",\"v\":1,\"vs\":\"b\"}]",
        "[{\"n\":\"a\",\"v\":1,\"v\":1}]",
        "[{\"n\":\"a\",\"vb\":1}]",
        "[{\"n\":\"a b\",\"v\":1}]",
        "[{\"n\":\"-a\",\"v\":1}]",
        "[{\"n\":\"a/-b\",\"v\":1}]",
        "[{\"n\":\"a\",\"t\":1e300,\"v\":1}]",
        "[{\"bver\":11,\"n\":\"a\",\"v\":1}]",
        "[{\"bver\":0,\"n\":\"a\",\"v\":1}]",
        "[{\"bver\":\"10\",\"n\":\"a\",\"v\":1}]",
        "[{\"n\":7,\"v\":1}]"
      })
  void refusesWhatIsNoPack(String pack) {
    assertThat(faults(pack))
        .isNotEmpty()
        .extracting(Fault::reason)
        .containsOnly(RefusalReason.VALUE_INVALID);
  }

  @Test
  void readsCborOfBothArrayForms() {
    // [{0: "a", 2: 1.5}], definite and indefinite.
    byte[] definite = HexFormat.of().parseHex("81a200616102f93e00");
    byte[] indefinite = HexFormat.of().parseHex("9fbf00616102f93e00ffff");

    for (byte[] bytes : List.of(definite, indefinite)) {
      assertThat(readings(bytes, ContentFormat.SENML_CBOR))
          .singleElement()
          .extracting(Reading::result)
          .isEqualTo(new Result.Quantity(1.5));
      assertThat(readings(bytes, ContentFormat.UNDECLARED)).hasSize(1);
    }
  }

  @Test
  void readsDecimalFractionsAndTextLabelsInCbor() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CBORGenerator cbor = new CBORFactory().createGenerator(bytes)) {
      cbor.writeStartArray();
      cbor.writeStartObject();
      cbor.writeFieldId(0);
      cbor.writeString("a");
      cbor.writeFieldName("v");
      cbor.writeNumber(new BigDecimal("273.15"));
      cbor.writeEndObject();
      cbor.writeEndArray();
    }

    assertThat(readings(bytes.toByteArray(), ContentFormat.SENML_CBOR))
        .singleElement()
        .extracting(Reading::result)
        .isEqualTo(new Result.Quantity(273.15));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "81",
        "81a1",
        "81a200616102",
        "9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f",
        "9bffffffffffffffff",
        "81bbffffffffffffffff",
        "81a1007affffffff",
        "ff",
        "81a2006161027bffffffffffffffff",
        "81a200616102fb7ff8000000000000"
      })
  void refusesBrokenCborWithoutLines(String hex) {
    assertThat(undecodable(HexFormat.of().parseHex(hex), ContentFormat.SENML_CBOR))
        .isNotEmpty()
        .allSatisfy(fault -> assertThat(fault.line()).isZero());
  }

  @Test
  void pointsIntoCborByTheTextOfALabel() {
    // [{0: "a", 8: h'00'}]
    assertThat(undecodable(HexFormat.of().parseHex("81a2006161084100"), ContentFormat.SENML_CBOR))
        .singleElement()
        .extracting(Fault::pointer)
        .isEqualTo("/0/vd");
  }

  private List<Reading> readings(String pack) {
    return readings(pack.getBytes(StandardCharsets.UTF_8), ContentFormat.SENML_JSON);
  }

  private List<Reading> readings(byte[] bytes, ContentFormat format) {
    return switch (decoder.decode(Payload.wrap(bytes), format, RECEIVED_AT)) {
      case Decoded.Readings(List<Reading> readings, _) -> readings;
      case Decoded.Nothing(String why) -> throw new AssertionError(why);
      case Decoded.Undecodable(List<Fault> faults) -> throw new AssertionError(faults);
    };
  }

  private List<Fault> faults(String pack) {
    return undecodable(pack.getBytes(StandardCharsets.UTF_8), ContentFormat.SENML_JSON);
  }

  private List<Fault> undecodable(byte[] bytes, ContentFormat format) {
    return switch (decoder.decode(Payload.wrap(bytes), format, RECEIVED_AT)) {
      case Decoded.Readings(List<Reading> readings, _) -> throw new AssertionError(readings);
      case Decoded.Nothing(String why) -> throw new AssertionError(why);
      case Decoded.Undecodable(List<Fault> faults) -> faults;
    };
  }
}

package city.veedel.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.TimeMarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTypeFileTest {
  @TempDir private Path directory;

  @Test
  void everyFieldIsRead() throws IOException {
    Files.writeString(directory.resolve("decoder.js"), "function decodeUplink(input) {\n}\n");

    DeviceType type =
        read(
            """
            id: acme-air
            title: ACME air quality box
            vendor: ACME
            model: Box 2
            decoder: json
            envelope: the-things-stack-v3
            source-file: decoder.js
            fields: [{field: /temperature, property: temperature, unit: K}]
            properties:
              - name: temperature
                unit: Cel
                plausible: [-40, 60]
            """);

    assertThat(type.vendor()).isEqualTo("ACME");
    assertThat(type.model()).isEqualTo("Box 2");
    assertThat(type.decoding())
        .isEqualTo(
            new Decoding(
                "json",
                Envelope.THE_THINGS_STACK_V3,
                "function decodeUplink(input) {\n}\n",
                List.of(new FieldMapping("/temperature", new PropertyName("temperature"), "K"))));
    assertThat(type.findProperty(new PropertyName("temperature")))
        .map(ObservedProperty::plausible)
        .contains(new PlausibleRange(-40, 60));
  }

  @Test
  void aDecoderThatCannotBeMadeIsToldWithItsLine() {
    assertThat(failureOf("javascript", "function decodeUplink(input) {\n  return {data: 1,};;)\n}"))
        .contains("/source", "at line 2, column 10");
    assertThat(failureOf("jsonata", "{\n  \"values\": (\n}")).contains("/source (line ");
    assertThat(failureOf("json", "a script")).contains("/decoder: the decoder json names");
    assertThat(failureOf("magic", "")).contains("/decoder: there is no decoder \"magic\"");
  }

  @Test
  void aScriptThatIsRightIsTaken() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("type.yaml"),
            """
            id: acme-soil
            decoder: javascript
            source: |
              function decodeUplink(input) {
                return {data: {t: input.bytes[0]}};
              }
            fields: [{field: /t, property: temperature, unit: Cel}]
            """);

    assertThat(DeviceTypeFile.readWithDecoder(file).decoding().decoder()).isEqualTo("javascript");
  }

  private String failureOf(String decoder, String source) {
    DeviceType type =
        new DeviceType(
            "acme",
            "ACME",
            "",
            "",
            1,
            new Decoding(decoder, Envelope.NONE, source, List.of()),
            AcceptedTime.LIVE,
            false,
            false,
            0,
            Map.of());
    Path file = directory.resolve("type.yaml");
    Throwable failure =
        assertThatThrownBy(
                () -> {
                  Files.writeString(file, DeviceTypeYaml.of(type));
                  DeviceTypeFile.readWithDecoder(file);
                })
            .isInstanceOf(CommandFailure.class)
            .actual();
    return String.valueOf(failure.getMessage());
  }

  @Test
  void everyMistakeIsToldAtOnceWithItsPlace() {
    assertThatThrownBy(() ->
            read(
                """
                id: Größe
                colour: red
                title: [a, b]
                vendor: "a\\0b"
                decoder: magic
                envelope: paper
                source: a
                source-file: b.js
                creates-things: perhaps
                keep-raw-days: many
                accepted-past: a week
                fields:
                  - {field: temperature, property: t}
                  - {field: /t, property: t, unit: furlong}
                  - 7
                properties:
                  - {name: a, unit: furlong, plausible: [2, 1]}
                  - {name: b, plausible: 5}
                  - {name: c, unit: "1", result-type: colour}
                  - {name: a}
                """))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll(
            "/colour: unknown; known are accepted-future, ",
            "/title: must be a text",
            "/vendor: must not hold U+0000",
            "/envelope: must be one of none, the-things-stack-v3, chirpstack-v4, was \"paper\"",
            "/source-file: there is a source as well",
            "/source-file: cannot be read",
            "/creates-things: must be true or false",
            "/keep-raw-days: must be a whole number of days",
            "/accepted-past: must be an ISO 8601 duration",
            "/fields/0: a field is a JSON Pointer",
            "/fields/1/unit: \"furlong\" is no UCUM unit",
            "/fields/2: must be a mapping with field, property, unit",
            "/properties/0/unit: \"furlong\"",
            "/properties/0/plausible: a plausible range is two numbers, the smaller first",
            "/properties/1/plausible: must be [least, greatest]",
            "/properties/2: ",
            "/properties/3/name: a is declared twice",
            "a device type id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "7",
        "007",
        "0x1F",
        "1e3",
        "1_000",
        "null",
        "~",
        "yes",
        "off",
        "2026-11-23",
        "12:30:45",
        " a: b #c ",
        "- a",
        "{state}",
        "[a, b]",
        "&a *b !c %d @e `f",
        "\"quoted\" and 'quoted'",
        "one\ntwo\n",
        "no end\n\tof line",
        "\n  begins late\nends late  \n\n\n",
        "carriage\r\nreturn",
        "ü € 🚲 \u0085 \u2028 \u00a0 \ufeff",
        "a \\ b \b \u0007"
      })
  void whatShowPrintsAddReadsBack(String text) throws IOException {
    PropertyName name = new PropertyName("no2");
    DeviceType type =
        new DeviceType(
            "round-trip",
            text,
            text,
            text,
            1,
            new Decoding(
                "json",
                Envelope.CHIRPSTACK_V4,
                text,
                List.of(
                    new FieldMapping("/a b/*/" + text, name, "mg/m3"),
                    new FieldMapping("/1", name, ""))),
            new AcceptedTime(Duration.ofDays(30), Duration.ofMillis(1500)),
            true,
            false,
            0,
            Map.of(
                name,
                new ObservedProperty(
                    name,
                    text,
                    text,
                    "1",
                    ResultType.NUMBER,
                    Duration.ofMinutes(5),
                    Duration.ZERO,
                    TimeMarks.END,
                    new PlausibleRange(-1e-9, 0.1 + 0.2))));

    String yaml = DeviceTypeYaml.of(type);

    assertThat(read(yaml)).as(yaml).isEqualTo(type);
  }

  private DeviceType read(String yaml) throws IOException {
    return DeviceTypeFile.read(
        new DeviceTypeSource.OfFile(Files.writeString(directory.resolve("type.yaml"), yaml)));
  }
}

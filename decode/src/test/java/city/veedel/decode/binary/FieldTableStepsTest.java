package city.veedel.decode.binary;

import static city.veedel.decode.binary.Tables.compile;
import static city.veedel.decode.binary.Tables.document;
import static city.veedel.decode.binary.Tables.fault;
import static city.veedel.decode.binary.Tables.fields;
import static city.veedel.decode.binary.Tables.mistakes;
import static city.veedel.decode.binary.Tables.uplink;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.Fault;
import city.veedel.model.RefusalReason;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables somebody wrote to keep a thread busy: whatever they do is counted, and ends. */
class FieldTableStepsTest {
  private static final String TOO_MANY =
      "more than 50000 steps for one payload; the table repeats too much";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{repeat: a, count: 10000, fields: [{repeat: b, count: 10000, fields: [{name: p, type:"
            + " port}]}]}",
        "{repeat: a, count: 10000, fields: [{repeat: b, count: 10000, fields: [{group: , fields:"
            + " []}]}]}",
        "{repeat: a, count: 10000, fields: [{repeat: b, count: 10000, fields: [{repeat: c, count:"
            + " 10000, fields: [{group: g, fields: []}]}]}]}",
      })
  void passesThatReadNothingAreCounted(String entry) {
    assertThat(fault(fields(entry), "01"))
        .isEqualTo(Fault.atByte(RefusalReason.VALUE_INVALID, TOO_MANY, 0));
  }

  @Test
  void aRepetitionOfNothingIsNoTable() {
    assertThat(
            mistakes(
                "fields: [{repeat: a, count: 10000, fields: [{repeat: b, count: 10000, fields:"
                    + " []}]}]"))
        .extracting(Fault::detail)
        .containsExactly("a repetition needs at least one field");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum8", "xor8", "crc8"})
  void bytesUnderAChecksumAreCounted(String checksum) {
    String sums = ("{checksum: " + checksum + "}, ").repeat(7);
    FieldTable table = fields("{repeat: , count: to-end, fields: [" + sums + "]}");

    assertThat(fault(table.decode(uplink(1, new byte[FieldTable.MAX_PAYLOAD]))).detail())
        .isEqualTo(TOO_MANY);
  }

  @Test
  void bytesOfTextAreCountedAlsoWhereTheyAreZeros() {
    FieldTable table =
        fields("{repeat: , count: to-end, fields: [{name: a, type: ascii, bytes: 256}]}");

    assertThat(fault(table.decode(uplink(1, new byte[FieldTable.MAX_PAYLOAD]))).detail())
        .isEqualTo(TOO_MANY);
  }

  @Test
  void namesThatAPassForgetsAreCounted() {
    String unread =
        IntStream.range(0, 900)
            .mapToObj(i -> "{name: f" + i + ", type: port}")
            .collect(Collectors.joining(", "));
    FieldTable table =
        fields(
            "{name: s, type: uint8}",
            "{repeat: a, count: 1000, fields: [{switch: s, cases: {1: []}, otherwise: ["
                + unread
                + "]}]}");

    assertThat(fault(table, "01").detail()).isEqualTo(TOO_MANY);
  }

  @Test
  void whatAGatewayBuffersForADayIsReadWithinTheSteps() {
    FieldTable table =
        compile(
            """
            fields:
              - repeat: records
                count: to-end
                fields:
                  - {name: at, type: uint32, as: time}
                  - {name: t, type: int16, divisor: 10, missing: 0x7FFF}
                  - {name: h, type: uint8, divisor: 2}
                  - {name: p, type: uint16, divisor: 10}
              - {checksum: crc16-modbus, when: {remaining: 2}}
            """);

    assertThat(document(table.decode(uplink(1, new byte[9 * 5_000]))).get("records"))
        .hasSize(5_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "port"})
  void listsAreShort(String key) {
    String numbers =
        IntStream.range(0, 1_001).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    int most = key.equals("missing") ? FieldTable.MAX_MISSING : FieldTable.MAX_CHOICES;

    assertThat(mistakes("fields: [{name: a, type: uint16, " + key + ": [" + numbers + "]}]"))
        .extracting(Fault::detail)
        .contains("\"" + key + "\" has at most " + most + " numbers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: a, type: uint16, values: {%s}}",
        "{switch: s, cases: {%s}}",
        "{tlv: {key-bytes: 2, cases: {%s}}}",
      })
  void choicesAreFew(String entry) {
    boolean isNames = entry.contains("values");
    String choices =
        IntStream.range(0, 1_001)
            .mapToObj(i -> (isNames ? i : "\"%04d\"".formatted(i)) + ": " + (isNames ? "x" : "[]"))
            .collect(Collectors.joining(", "));

    assertThat(mistakes("fields:\n  - {name: s, type: uint8}\n  - " + entry.formatted(choices)))
        .extracting(Fault::detail)
        .contains("\"" + (isNames ? "values" : "cases") + "\" has at most 1000 keys");
  }

  @Test
  void aSwitchWithoutCasesIsNoTable() {
    assertThat(mistakes("fields: [{name: s, type: uint8}, {switch: s, cases: {}}]"))
        .extracting(Fault::detail)
        .containsExactly("a switch needs at least one case, or \"otherwise\"");
    assertThat(
            mistakes(
                "fields: [{name: s, type: uint8}, {switch: s, cases: {}, otherwise: [{skip: 1}]}]"))
        .isEmpty();
  }

  @Test
  void placesDeepInsideOfLongNamesTakeNoMemory() {
    String name = "n".repeat(250);
    String open = ("{\"" + name + "\": ").repeat(40);
    String table = "{\"fields\": " + open + "[" + "1,".repeat(100_000) + "1]" + "}".repeat(41);

    assertThat(mistakes(table))
        .singleElement()
        .satisfies(fault -> assertThat(fault.place()).startsWith("/fields (line 1, column 12)"));
  }

  @Test
  void aTimeAtTheEndOfItsRangeIsToldAndNotThrown() {
    FieldTable table = fields("{name: at, type: int64, as: time}");

    assertThat(fault(table, "8000000000000000").detail())
        .isEqualTo("at is no time: -9223372036854775808 seconds");
    assertThat(fault(table, "7FFFFFFFFFFFFFFF").detail())
        .isEqualTo("at is no time: 9223372036854775807 seconds");
  }
}

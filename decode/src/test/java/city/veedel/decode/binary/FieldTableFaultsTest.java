package city.veedel.decode.binary;

import static city.veedel.decode.binary.Tables.compile;
import static city.veedel.decode.binary.Tables.document;
import static city.veedel.decode.binary.Tables.fault;
import static city.veedel.decode.binary.Tables.fields;
import static city.veedel.decode.binary.Tables.json;
import static city.veedel.decode.binary.Tables.uplink;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.decode.document.Faults;
import city.veedel.model.RefusalReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads that are not what the table says: each is told where, why and what to do. */
class FieldTableFaultsTest {
  @Test
  void aTruncatedPayloadTellsWhatWasExpectedAndWhere() {
    assertThat(fault(fields("{name: a, type: uint8}", "{name: t, type: uint32}"), "010203"))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.PAYLOAD_MALFORMED,
                "t needs 4 bytes from byte 1, but only 2 are left; the payload was cut short, or it"
                    + " is another message",
                3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: a, type: uint, bits: 12}",
        "{name: a, type: uint8, at: 4}",
        "{name: a, type: uint16, at: -1}",
        "{name: a, type: uint32, at: -4}",
        "{name: a, type: ascii, bytes: 2}",
        "{name: a, type: bcd, bytes: 2}",
        "{skip: 2}",
        "{checksum: crc16-ccitt}",
        "{repeat: a, count: 2, fields: [{name: b, type: uint8}]}",
        "{tlv: {cases: {\"31\": [{name: b, type: uint8}]}}}",
        "{tlv: {length-bytes: 1, cases: {\"31\": [{name: b, type: uint8}]}}}",
      })
  void everythingCanBeTruncated(String entry) {
    Fault fault = fault(fields(entry), "31");

    assertThat(fault.reason()).isEqualTo(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(fault.offset()).isEqualTo(1);
    assertThat(fault.detail()).contains("left; the payload was cut short");
  }

  @Test
  void bytesLeftOverAreShown() {
    assertThat(fault(fields("{name: a, type: uint8}"), "01AABB"))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.PAYLOAD_MALFORMED,
                "2 bytes left over after what the table reads: AABB; add what they are, or"
                    + " ignore-rest: true",
                1));
  }

  @Test
  void anEmptyPayloadIsNoMessage() {
    assertThat(fault(fields("{name: a, type: uint8, when: {remaining: 1}}"), ""))
        .isEqualTo(Fault.atByte(RefusalReason.PAYLOAD_MALFORMED, "the payload is empty", 0));
  }

  @Test
  void aPayloadBeyondTheLimitIsNotRead() {
    Fault fault =
        fault(
            fields("{name: a, type: uint8}")
                .decode(uplink(1, new byte[FieldTable.MAX_PAYLOAD + 1])));

    assertThat(fault.reason()).isEqualTo(RefusalReason.TOO_LARGE);
    assertThat(fault.detail()).isEqualTo("the payload has 65537 bytes; at most 65536 are read");
  }

  @Test
  void aWrongPortTellsTheRightOnes() {
    FieldTable table = compile("{ports: [10, 2], fields: [{name: a, type: uint8}]}");

    assertThat(fault(table.decode(uplink(42, "01"))).detail())
        .isEqualTo("nothing is known of port 42; the table knows 2, 10");
    assertThat(fault(table.decode(uplink(Uplink.NO_PORT, "01"))).detail())
        .isEqualTo("the uplink came without a port; the table knows 2, 10");
  }

  @Test
  void thePortsOfTheFieldsAreThoseOfTheTable() {
    assertThat(
            fault(
                    fields(
                            "{name: a, type: uint8, port: 1}",
                            "{name: b, type: uint8, port: [1, 4]}")
                        .decode(uplink(5, "01")))
                .detail())
        .isEqualTo("nothing is known of port 5; the table knows 1, 4");
  }

  @Test
  void anUnknownTypeTellsTheKnownOnes() {
    assertThat(
            fault(
                fields(
                    "{tlv: {key-bytes: 2, cases: {\"0175\": [{name: b, type: uint8}],"
                        + " \"0367\": [{name: t, type: int16}]}}}"),
                "017564 03D2"))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.PAYLOAD_MALFORMED,
                "type 03D2 is unknown; the table has 0175, 0367",
                3));
  }

  @Test
  void aValueWithoutALayoutTellsThoseThatHaveOne() {
    assertThat(
            fault(
                fields("{name: func, type: uint8}", "{switch: func, cases: {1: [], 12: []}}"),
                "07"))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.PAYLOAD_MALFORMED, "func is 7; the table has layouts for 1, 12", 0));
  }

  @Test
  void anotherProtocolVersionIsTold() {
    assertThat(fault(fields("{name: protocol_version, type: uint8, equals: 2}"), "03"))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.VALUE_INVALID, "protocol_version is 3, but the table is for 2", 0));
  }

  @Test
  void aWrongLengthIsTold() {
    assertThat(
            fault(
                fields(
                    "{name: length, type: uint8, check: remaining-bytes}",
                    "{name: rest, type: hex, bytes: rest}"),
                "050102"))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.PAYLOAD_MALFORMED, "length announces 5 bytes, there are 2", 0));
    assertThat(fault(fields("{name: length, type: uint8, check: total-bytes}"), "02").detail())
        .isEqualTo("length announces 2 bytes, there are 1");
  }

  @Test
  void aWrongChecksumIsTold() {
    assertThat(fault(fields("{name: a, type: uint16}", "{checksum: sum8}"), "010204"))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.PAYLOAD_MALFORMED,
                "sum8 is 04, of the bytes from 0 it is 03; they were damaged on the way, or the"
                    + " table has another rule",
                2));
  }

  @Test
  void valuesWithoutANameAreAllTold() {
    CodecResult result =
        fields(
                "{name: a, type: uint8, values: {0: off, 1: on}}",
                "{name: b, type: uint8, values: {0: off}}",
                "{name: c, type: uint8}")
            .decode(uplink(1, "020307"));

    assertThat(((CodecResult.Undecodable) result).faults())
        .containsExactly(
            Fault.atByte(RefusalReason.VALUE_INVALID, "a is 2; the table has names for 0, 1", 0),
            Fault.atByte(RefusalReason.VALUE_INVALID, "b is 3; the table has names for 0", 1));
  }

  @Test
  void noMoreFaultsThanAnybodyMends() {
    CodecResult result =
        fields(
                "{repeat: a, count: to-end, fields: [{name: b, type: uint8, values: {0: off}}]}",
                "{name: c, type: uint8}")
            .decode(uplink(1, "01".repeat(30)));

    assertThat(((CodecResult.Undecodable) result).faults()).hasSize(Faults.MAX);
  }

  @Test
  void digitsThatAreNoneAndTextThatIsNoneAreTold() {
    assertThat(fault(fields("{name: m, type: bcd, bytes: 2}"), "12A4"))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.PAYLOAD_MALFORMED, "m is no binary-coded decimal: 0x12A4", 0));
    assertThat(fault(fields("{name: m, type: ascii, bytes: 3}"), "410042"))
        .isEqualTo(
            Fault.atByte(RefusalReason.PAYLOAD_MALFORMED, "m is no printable ASCII text: 0x00", 1));
  }

  @Test
  void aRestIsTextUpToTheLimit() {
    FieldTable table = fields("{name: rest, type: hex, bytes: rest}");

    assertThat(document(table, "AB".repeat(256)))
        .isEqualTo(json("{'rest': '%s'}".formatted("AB".repeat(256))));
    assertThat(fault(table, "AB".repeat(257)))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.VALUE_INVALID, "rest has 257 bytes; at most 256 are read", 0));
  }

  @Test
  void aCountBeyondTheLimitIsRefusedBeforeAnythingIsRepeated() {
    assertThat(
            fault(
                fields("{name: n, type: uint16}", "{repeat: a, count: n, fields: [{skip: 1}]}"),
                "2711"))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.VALUE_INVALID,
                "n asks for 10001 repetitions; there are 0 to 10000",
                0));
  }

  @Test
  void aPayloadOfMoreRecordsThanTheLimitIsRefused() {
    assertThat(
            fault(
                    fields("{repeat: a, count: to-end, fields: [{name: b, type: uint8}]}")
                        .decode(uplink(1, new byte[FieldTable.MAX_REPEATS + 1])))
                .detail())
        .isEqualTo("more than 10000 repetitions");
  }

  @Test
  void aRepetitionThatReadsNothingIsStopped() {
    assertThat(
            fault(fields("{repeat: a, count: to-end, fields: [{name: p, type: port}]}"), "01")
                .detail())
        .isEqualTo("a repetition to the end must read at least one byte each time");
  }
}

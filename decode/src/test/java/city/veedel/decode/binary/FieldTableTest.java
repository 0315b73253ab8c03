package city.veedel.decode.binary;

import static city.veedel.decode.binary.Tables.compile;
import static city.veedel.decode.binary.Tables.document;
import static city.veedel.decode.binary.Tables.fields;
import static city.veedel.decode.binary.Tables.json;
import static city.veedel.decode.binary.Tables.uplink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import city.veedel.decode.codec.CodecResult;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a table can say about bytes, and what comes of it. */
class FieldTableTest {
  @ParameterizedTest
  @CsvSource({
    "uint8, FF, 255",
    "int8, FF, -1",
    "uint16, FFFE, 65534",
    "int16, FFFE, -2",
    "uint24, 010203, 66051",
    "int24, FFFFFF, -1",
    "uint32, FFFFFFFF, 4294967295",
    "int40, 8000000000, -549755813888",
    "uint48, FFFFFFFFFFFF, 281474976710655",
    "int56, FFFFFFFFFFFFFF, -1",
    "uint64, FFFFFFFFFFFFFFFF, 18446744073709551615",
    "int64, FFFFFFFFFFFFFFFF, -1",
  })
  void readsIntegersOfOneToEightBytes(String type, String hex, BigInteger value) {
    assertThat(document(fields("{name: v, type: " + type + "}"), hex).get("v").bigIntegerValue())
        .isEqualTo(value);
  }

  @Test
  void readsLittleEndianForOneFieldOrTheWholeTable() {
    assertThat(
            document(
                fields("{name: a, type: uint16, byte-order: little}", "{name: b, type: uint16}"),
                "01000100"))
        .isEqualTo(json("{'a': 1, 'b': 256}"));
    assertThat(
            document(compile("{byte-order: little, fields: [{name: a, type: int24}]}"), "FEFFFF"))
        .isEqualTo(json("{'a': -2}"));
  }

  @ParameterizedTest
  @CsvSource({
    "float16, 3C00, 1.0",
    "float16, C000, -2.0",
    "float32, 3F78917D, 0.9709699749946594",
    "float64, 400921FB54442D18, 3.141592653589793",
  })
  void readsFloatingPointNumbers(String type, String hex, double value) {
    assertThat(document(fields("{name: v, type: " + type + "}"), hex).get("v").doubleValue())
        .isEqualTo(value);
  }

  @Test
  void whatIsNoNumberIsNullAndAWarning() {
    CodecResult result = fields("{name: v, type: float32}").decode(uplink(1, "7FC00000"));

    assertThat(document(result)).isEqualTo(json("{'v': null}"));
    assertThat(((CodecResult.Document) result).warnings())
        .containsExactly("v at byte 0 is no number (NaN); null is kept");
  }

  @Test
  void bitsAreNumberedFromTheMostSignificantUnlessToldOtherwise() {
    String three = "{name: a, type: uint, bits: 3}";
    String thirteen = "{name: b, type: uint, bits: 13}";

    // 101 1100110000001
    assertThat(document(fields(three, thirteen), "B981")).isEqualTo(json("{'a': 5, 'b': 6529}"));
    // bits 0 to 2 of B9 are 001; then 10111 of B9 below 10000001 of 81
    assertThat(
            document(
                compile("{bit-order: lsb, fields: [" + three + ", " + thirteen + "]}"), "B981"))
        .isEqualTo(json("{'a': 1, 'b': 4151}"));
  }

  @Test
  void bitsStandAnywhere() {
    assertThat(
            document(
                fields(
                    "{name: all, type: uint8, at: 1}",
                    "{name: low, type: uint, at: 1, bit: 6, bits: 2}",
                    "{name: signed, type: int, at: 0, bit: 0, bits: 4}",
                    "{name: first, type: bool, at: 0, bit: 0}"),
                "F303"))
        .isEqualTo(json("{'all': 3, 'low': 3, 'signed': -1, 'first': true}"));
  }

  @Test
  void bitsOfAnEarlierFieldAreNumberedByTheirWorth() {
    assertThat(
            document(
                fields(
                    "{name: status, type: uint16, byte-order: little, hidden: true}",
                    "{name: battery, type: uint, of: status, bit: 12, bits: 4}",
                    "{name: tamper, type: bool, of: status, bit: 1}",
                    "{name: leak, type: bool, of: status, bit: 0}"),
                "02A0"))
        .isEqualTo(json("{'battery': 10, 'tamper': true, 'leak': false}"));
  }

  @Test
  void wholeBytesStartAtTheNextByteAfterBits() {
    assertThat(document(fields("{name: a, type: uint, bits: 4}", "{name: b, type: uint8}"), "F00A"))
        .isEqualTo(json("{'a': 15, 'b': 10}"));
  }

  @Test
  void readsDecimalsTextAndHexadecimal() {
    assertThat(
            document(
                fields(
                    "{name: meter, type: bcd, bytes: 4}",
                    "{name: model, type: ascii, bytes: 4}",
                    "{name: serial, type: hex, bytes: 2}",
                    "{name: rest, type: hex, bytes: rest}"),
                "01234567 41423100 0aFF 010203"))
        .isEqualTo(json("{'meter': 1234567, 'model': 'AB1', 'serial': '0AFF', 'rest': '010203'}"));
  }

  @Test
  void computesFromTheRawValueInTheStatedOrder() {
    assertThat(
            document(
                fields("{name: v, type: uint16, bias: -32768, scale: 2, divisor: 100, offset: 5}"),
                "80FA"))
        .isEqualTo(json("{'v': 10.0}"));
  }

  @Test
  void computesSumsAndPolynomialsOfEarlierFields() {
    assertThat(
            document(
                fields(
                    "{name: low, type: uint16, hidden: true}",
                    "{name: high, type: uint16, hidden: true}",
                    "{name: count, type: sum, of: {low: 1, high: 65536}, constant: 1}",
                    "{name: square, type: sum, of: {low: 1}, polynomial: [1, 2, 1]}"),
                "0003 0001"))
        .isEqualTo(json("{'count': 65540.0, 'square': 16.0}"));
  }

  @Test
  void aMarkerIsAMissingValueAndMakesSumsMissing() {
    assertThat(
            document(
                fields(
                    "{name: a, type: int16, missing: 0x7FFF}",
                    "{name: b, type: int16, missing: [0x7FFF, 0xFFFF]}",
                    "{name: c, type: int16, missing: -32768}",
                    "{name: sum, type: sum, of: {a: 1, b: 1}}"),
                "0001 FFFF 8000"))
        .isEqualTo(json("{'a': 1, 'b': null, 'c': null, 'sum': null}"));
  }

  @Test
  void namesValues() {
    FieldTable table =
        fields(
            "{name: a, type: uint8, values: {0: closed, 0x01: open}}",
            "{name: b, type: int8, values: {-1: off}, otherwise: other}");

    assertThat(document(table, "01FF")).isEqualTo(json("{'a': 'open', 'b': 'off'}"));
    assertThat(document(table, "0007")).isEqualTo(json("{'a': 'closed', 'b': 'other'}"));
  }

  @Test
  void wordsThatYamlTakesForTruthAreNamesAsTheyAreWritten() {
    FieldTable table =
        fields("{name: a, type: uint8, values: {0: no, 1: Yes, 2: TRUE, 3: true}, otherwise: off}");

    assertThat(document(table, "00")).isEqualTo(json("{'a': 'no'}"));
    assertThat(document(table, "01")).isEqualTo(json("{'a': 'Yes'}"));
    assertThat(document(table, "02")).isEqualTo(json("{'a': 'TRUE'}"));
    assertThat(document(table, "03")).isEqualTo(json("{'a': 'true'}"));
    assertThat(document(table, "04")).isEqualTo(json("{'a': 'off'}"));
  }

  @Test
  void showsTimesAndFlags() {
    assertThat(
            document(
                fields(
                    "{name: at, type: uint32, as: time}",
                    "{name: since, type: uint32, as: time, epoch: \"2000-01-01T00:00:00Z\"}",
                    "{name: flag, type: bool}",
                    "{name: port, type: port}"),
                "00000001 27E3928B 02"))
        .isEqualTo(
            json(
                "{'at': '1970-01-01T00:00:01Z', 'since': '2021-03-16T16:00:11Z',"
                    + " 'flag': true, 'port': 1}"));
  }

  @Test
  void readsWhatIsForThePort() {
    FieldTable table =
        fields(
            "{name: a, type: uint8, port: [1, 2]}",
            "{name: b, type: uint8, port: 2}",
            "{name: c, type: uint16, when: {port: 3}}");

    assertThat(document(table.decode(uplink(1, "01")))).isEqualTo(json("{'a': 1}"));
    assertThat(document(table.decode(uplink(2, "0102")))).isEqualTo(json("{'a': 1, 'b': 2}"));
    assertThat(document(table.decode(uplink(3, "0102")))).isEqualTo(json("{'c': 258}"));
  }

  @Test
  void readsWhatFlagsAndValuesAnnounce() {
    FieldTable table =
        fields(
            "{name: flags, type: uint8, hidden: true}",
            "{name: a, type: uint8, when: {field: flags, bit: 0}}",
            "{when: {field: flags, bit: 1}, group: gps, fields: [{name: lat, type: int8}]}",
            "{name: extra, type: uint8, when: {field: a, equals: [7, 8]}}");

    assertThat(document(table, "00")).isEqualTo(json("{}"));
    assertThat(document(table, "02FF")).isEqualTo(json("{'gps': {'lat': -1}}"));
    assertThat(document(table, "03070109"))
        .isEqualTo(json("{'a': 7, 'gps': {'lat': 1}, 'extra': 9}"));
  }

  @Test
  void readsATailOnlyWhereThereIsOne() {
    FieldTable table =
        fields("{name: a, type: uint8}", "{name: b, type: uint16, when: {remaining: 2}}");

    assertThat(document(table, "01")).isEqualTo(json("{'a': 1}"));
    assertThat(document(table, "010002")).isEqualTo(json("{'a': 1, 'b': 2}"));
  }

  @Test
  void anotherLayoutForEachValueOfAField() {
    FieldTable table =
        fields(
            "{name: type, type: uint8}",
            "{switch: type, cases: {1: [{name: a, type: uint8}], 0x0C: []}, otherwise: [{skip: 2}]}");

    assertThat(document(table, "0105")).isEqualTo(json("{'type': 1, 'a': 5}"));
    assertThat(document(table, "0C")).isEqualTo(json("{'type': 12}"));
    assertThat(document(table, "020000")).isEqualTo(json("{'type': 2}"));
  }

  @Test
  void repeatsALayoutAsOftenAsAFieldSaysOrToTheEnd() {
    String records = "fields: [{name: id, type: uint8}, {name: v, type: uint8, missing: 255}]";

    assertThat(
            document(
                fields(
                    "{name: n, type: uint8, hidden: true}",
                    "{repeat: lines, count: n, " + records + "}"),
                "02 0105 02FF"))
        .isEqualTo(json("{'lines': [{'id': 1, 'v': 5}, {'id': 2, 'v': null}]}"));
    assertThat(document(fields("{repeat: lines, count: to-end, " + records + "}"), "0105"))
        .isEqualTo(json("{'lines': [{'id': 1, 'v': 5}]}"));
    assertThat(
            document(
                fields("{repeat: , count: 2, from: 1, fields: [{name: \"t_{n}\", type: uint8}]}"),
                "0708"))
        .isEqualTo(json("{'t_1': 7, 't_2': 8}"));
  }

  @Test
  void whatOneRepetitionReadIsNoConditionOfTheNext() {
    assertThat(
            document(
                fields(
                    "{repeat: all, count: to-end, fields: [{name: kind, type: uint8},"
                        + " {name: a, type: uint8, when: {field: kind, equals: 1}},"
                        + " {name: b, type: uint8, when: {field: a, equals: 9}}]}"),
                "01 09 05 02"))
        .isEqualTo(json("{'all': [{'kind': 1, 'a': 9, 'b': 5}, {'kind': 2}]}"));
  }

  @Test
  void readsTypeAndValueInAnyOrder() {
    FieldTable table =
        compile(
            """
            fields:
              - tlv:
                  key-bytes: 2
                  cases:
                    "0175": [{name: battery, type: uint8}]
                    "0367": [{name: temperature, type: int16, byte-order: little, divisor: 10}]
                    FF19: [{group: channels, append: true, fields: [{name: i, type: uint8}]}]
            """);

    assertThat(document(table, "0367 1F01 0175 64"))
        .isEqualTo(json("{'temperature': 28.7, 'battery': 100}"));
    assertThat(document(table, "FF1907FF1908"))
        .isEqualTo(json("{'channels': [{'i': 7}, {'i': 8}]}"));
  }

  @Test
  void passesOverUnknownTypesThatTellTheirLength() {
    FieldTable table =
        fields(
            "{tlv: {length-bytes: 1, unknown: skip, cases: {\"01\": [{name: a, type: uint8}]}}}");

    assertThat(document(table, "02 03 AABBCC 01 02 07FF")).isEqualTo(json("{'a': 7}"));
  }

  @Test
  void readsNoFurtherThanAnUnknownTypeIfToldSo() {
    assertThat(
            document(
                fields("{tlv: {unknown: ignore-rest, cases: {\"01\": [{name: a, type: uint8}]}}}"),
                "0107 FE 01"))
        .isEqualTo(json("{'a': 7}"));
  }

  @Test
  void leavesTheRestIfToldSo() {
    assertThat(document(compile("{ignore-rest: true, fields: [{name: a, type: uint8}]}"), "0102"))
        .isEqualTo(json("{'a': 1}"));
  }

  @ParameterizedTest
  @CsvSource({
    "sum8, 313233343536373839 DD",
    "xor8, 313233343536373839 31",
    "crc8, 313233343536373839 F4",
    "crc16-ccitt, 313233343536373839 29B1",
    "crc16-modbus, 313233343536373839 4B37",
  })
  void checksumsAreThoseOfTheCatalogueOfCrcs(String checksum, String hex) {
    assertThat(
            document(
                fields("{name: text, type: ascii, bytes: 9}", "{checksum: " + checksum + "}"), hex))
        .isEqualTo(json("{'text': '123456789'}"));
  }

  @Test
  void aChecksumMayStandAnywhereAndBeLittleEndian() {
    FieldTable table =
        fields(
            "{checksum: crc16-modbus, at: -2, byte-order: little}",
            "{name: text, type: ascii, bytes: 9, at: 0}");

    assertThat(document(table, "313233343536373839 374B")).isEqualTo(json("{'text': '123456789'}"));
  }

  @Test
  void explainsEveryFieldFromBytesToValue() {
    Explanation explanation =
        fields(
                "{name: flags, type: uint8, hidden: true}",
                "{group: air, fields: [{name: t, type: int16, divisor: 10}]}",
                "{name: u, type: uint8, missing: 255}",
                "{name: bit, type: bool, of: flags, bit: 0}")
            .explain(uplink(1, "01FFD8FF"));

    assertThat(explanation.fields())
        .extracting(FieldTrace::pointer, FieldTrace::offset, FieldTrace::length, FieldTrace::hex)
        .containsExactly(
            tuple("/flags", 0, 1, "01"),
            tuple("/air/t", 1, 2, "FFD8"),
            tuple("/u", 3, 1, "FF"),
            tuple("/bit", 4, 0, ""));
    assertThat(explanation.fields())
        .extracting(FieldTrace::raw)
        .containsExactly("1", "-40", "255", "1");
    assertThat(explanation.fields().getFirst().value()).isEqualTo(IntNode.valueOf(1));
    assertThat(explanation.fields().get(1).value().doubleValue()).isEqualTo(-4.0);
    assertThat(explanation.fields().get(2).value()).isEqualTo(NullNode.instance);
    assertThat(document(explanation.result()))
        .isEqualTo(json("{'air': {'t': -4.0}, 'u': null, 'bit': true}"));
  }

  @Test
  void explainsUpToTheFault() {
    Explanation explanation =
        fields("{name: a, type: uint8}", "{name: b, type: uint16}").explain(uplink(1, "0101"));

    assertThat(explanation.fields()).extracting(FieldTrace::pointer).containsExactly("/a");
    assertThat(explanation.result()).isInstanceOf(CodecResult.Undecodable.class);
  }
}

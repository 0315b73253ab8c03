package city.veedel.decode.binary;

import static city.veedel.decode.binary.Tables.mistakes;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.Fault;
import city.veedel.decode.document.Faults;
import city.veedel.model.RefusalReason;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that cannot be compiled: every mistake is told at once, at its place. */
class FieldTableMistakesTest {
  @Test
  void everyMistakeIsToldWithItsPlace() {
    assertThat(
            mistakes(
                """
                byte-order: middle
                fields:
                  - name: a
                    type: uint9
                  - name: b
                    type: uint8
                    scael: 2
                    divisor: 0
                  - name: c
                    type: uint8
                    when: {field: flags, bit: 1}
                """))
        .extracting(Fault::place)
        .containsExactly(
            "/byte-order (line 1, column 13)",
            "/fields/0/type (line 4, column 11)",
            "/fields/1/scael (line 7, column 12)",
            "/fields/1/divisor (line 8, column 14)",
            "/fields/2/when/field (line 11, column 19)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{type: uint8} | \"name\" is missing",
        "{name: a} | \"type\" is missing",
        "{name: a, type: uint8, scael: 1} | unknown key \"scael\"; known here are ",
        "{name: a, type: int12} | unknown type \"int12\"; there are uint8 to uint64",
        "{name: a, type: uint} | \"bits\" is missing: how many there are, 1 to 64",
        "{name: a, type: uint, bits: 65} | \"bits\" must be a whole number from 1 to 64",
        "{name: a, type: uint, bits: 2, bit: 3} | \"bit\" needs \"at\"",
        "{name: a, type: uint, of: b} | no field before this one is called \"b\"",
        "{name: a, type: uint8, at: 65536} | \"at\" must be a whole number from -65535 to 65535",
        "{name: a, type: ascii} | \"bytes\" is missing: how many there are, or rest",
        "{name: a, type: hex, bytes: 257} | \"bytes\" must be a whole number from 1 to 256",
        "{name: a, type: uint8, divisor: x} | \"divisor\" must be a number",
        "{name: a, type: uint8, missing: 256} | 256 does not fit into 8 bits",
        "{name: a, type: float32, missing: 1} | \"missing\" is for integers only",
        "{name: a, type: uint8, missing: []} | \"missing\" is an empty list",
        "{name: a, type: uint8, missing: low} | \"missing\" must be whole",
        "{name: a, type: uint8, equals: [1, 2]} | \"equals\" is one number",
        "{name: a, type: uint8, values: {x: y}} | \"x\" must be a whole number",
        "{name: a, type: uint8, values: {1: [2]}} | the name of value 1 must be a text",
        "{name: a, type: float32, values: {1: y}} | only an integer can have names",
        "{name: a, type: float32, as: time} | only an integer can be shown as time",
        "{name: a, type: uint8, as: colour} | \"as\" is one of number, bool, time",
        "{name: a, type: uint8, as: time, epoch: 2000} | \"epoch\" is a time such as",
        "{name: a, type: int8, as: time, epoch: +999999999-12-31T23:59:59Z} | \"epoch\" is a time",
        "{name: a, type: uint8, hidden: yes} | \"hidden\" must be true or false",
        "{name: a, type: uint8, values: {1: }} | the name of value 1 must be a text",
        "{name: a, type: uint8, polynomial: 1} | \"polynomial\" must be a list of numbers",
        "{name: a, type: sum} | a sum needs \"of\"",
        "{name: a, type: sum, of: {b: 1}} | no field before this one is called \"b\"",
        "{name: a, type: uint8, port: 256} | a port is 0 to 255",
        "{name: a, type: uint8, when: {}} | a condition needs port, field or remaining",
        "{name: a, type: uint8, when: {bit: 1}} | \"field\" is missing",
        "{name: a, type: uint8, when: yes} | \"when\" must be a mapping",
        "{group: a} | \"fields\" is missing",
        "{group: a, fields: 1} | must be a list of fields",
        "{group: , append: true, fields: []} | only a group with a name can be appended",
        "{repeat: a, fields: []} | \"count\" is missing: a number, an earlier field, or to-end",
        "{repeat: a, count: 10001, fields: []} | \"count\" must be a whole number from 1 to 10000",
        "{repeat: a, count: n, fields: []} | no field before this one is called \"n\"",
        "{repeat: a, count: 2, fields: [{name: b, type: uint8, at: 1}]} | \"at\" counts from",
        "{switch: a, cases: {}} | no field before this one is called \"a\"",
        "{switch: a} | a switch needs an earlier field and \"cases\"",
        "{tlv: {cases: {}}} | \"cases\" is missing",
        "{tlv: {cases: {\"0x1\": []}}} | \"0x1\" must be 2 hexadecimal digits, without 0x",
        "{tlv: {cases: {\"0a\": [], \"0A\": []}}} | is given twice",
        "{tlv: {unknown: skip, cases: {\"01\": []}}} | what has no length cannot be skipped",
        "{skip: 0} | \"skip\" must be a whole number from 1 to 65536",
        "{checksum: md5} | unknown checksum; there are sum8",
        "{nmae: a} | needs one of name",
        "[1] | must be a mapping with one of name",
      })
  void tellsWhatIsWrongWithAnEntry(String entry, String detail) {
    assertThat(mistakes("fields:\n  - " + entry))
        .anySatisfy(fault -> {
          assertThat(fault.detail()).contains(detail);
          assertThat(fault.pointer()).startsWith("/fields/0");
          assertThat(fault.line()).isEqualTo(2);
          assertThat(fault.column()).isPositive();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the table is empty; it needs at least \"fields\"",
        "[] | a field table is a mapping with \"fields\"",
        "fields | a field table is a mapping with \"fields\"",
        "{} | \"fields\" is missing",
        "{\"fields\": [} | not valid JSON: ",
        "fields: [ | not valid YAML: ",
        "a: &x {fields: []} | unknown key \"a\"",
        "fields: *x | aliases (*name) are not read",
        "{\"fields\": [], \"fields\": []} | \"fields\" is given twice",
      })
  void tellsWhatIsWrongWithTheText(String source, String detail) {
    assertThat(mistakes(source)).extracting(Fault::detail).anyMatch(text -> text.contains(detail));
  }

  @Test
  void theSameTableMayBeWrittenAsJsonWithTabs() {
    assertThat(mistakes("{\n\t\"fields\": [\n\t\t{\"name\": \"a\", \"type\": \"uint8\"}\n\t]\n}"))
        .isEmpty();
  }

  @Test
  void aNameThatIsReadTwiceIsAMistake() {
    assertThat(mistakes("fields: [{name: a, type: uint8}, {name: a, type: uint8}]"))
        .extracting(Fault::detail)
        .containsExactly("\"a\" is read twice; rename or hide one");
  }

  @Test
  void aTableHasSoManyEntriesAndNoMore() {
    assertThat(mistakes(table(FieldTable.MAX_FIELDS))).isEmpty();
    assertThat(mistakes(table(FieldTable.MAX_FIELDS + 1)))
        .extracting(Fault::detail)
        .containsExactly("a table has at most 1000 entries");
  }

  @Test
  void aTableIsSoDeepAndNoDeeper() {
    assertThat(mistakes(nested(FieldTable.MAX_NESTING))).isEmpty();
    assertThat(mistakes(nested(FieldTable.MAX_NESTING + 1)))
        .extracting(Fault::detail)
        .containsExactly("nested deeper than 8");
  }

  @Test
  void noMoreMistakesThanAnybodyMends() {
    assertThat(mistakes("fields: [" + "{}, ".repeat(50) + "{}]")).hasSize(Faults.MAX);
  }

  @Test
  void aSyntaxErrorHasItsLine() {
    assertThat(mistakes("fields:\n  - {name: a,\n  - b"))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.reason()).isEqualTo(RefusalReason.PAYLOAD_MALFORMED);
          assertThat(fault.line()).isEqualTo(3);
          assertThat(fault.column()).isEqualTo(3);
          assertThat(fault.detail()).startsWith("not valid YAML: expected");
        });
  }

  private static String table(int entries) {
    return IntStream.range(0, entries)
        .mapToObj(i -> "{name: f" + i + ", type: uint8}")
        .collect(Collectors.joining(",\n", "fields: [", "]"));
  }

  private static String nested(int depth) {
    return "{\"fields\": "
        + "[{\"group\": \"g\", \"fields\": ".repeat(depth)
        + "[]"
        + "}]".repeat(depth)
        + "}";
  }
}

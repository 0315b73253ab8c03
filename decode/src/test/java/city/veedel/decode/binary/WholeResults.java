package city.veedel.decode.binary;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.document.Faults;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What holds for the answer of every binary codec to every payload, good or bad. */
final class WholeResults {
  /** A table with one of everything, for payloads that nobody thought of. */
  static final String EVERYTHING =
      """
      ignore-rest: true
      fields:
        - {name: kind, type: uint8}
        - {name: port, type: port}
        - {name: low, type: uint, at: 0, bit: 4, bits: 4, values: {0: none, 1: one}, port: 1}
        - {name: last, type: uint8, at: -1, port: 2}
        - {checksum: crc16-modbus, at: -2, byte-order: little, port: 3}
        - {name: length, type: uint16, byte-order: little, check: remaining-bytes, port: 4}
        - switch: kind
          cases:
            0: [{name: f16, type: float16}, {name: f32, type: float32}, {name: f64, type: float64}]
            1:
              - {name: n, type: uint8}
              - repeat: records
                count: n
                fields:
                  - {name: flags, type: uint, bits: 3}
                  - {name: v, type: int, bits: 13, missing: 0x1FFF, divisor: 10}
                  - {name: extra, type: int40, when: {field: flags, bit: 1}}
                  - {name: total, type: sum, of: {v: 2, extra: 1}, polynomial: [1, 1e300, 1e300]}
            2: [{name: text, type: ascii, bytes: 3}, {name: digits, type: bcd, bytes: 2}]
            3: [{name: at, type: uint64, as: time}]
            4: [{repeat: rest, count: to-end, fields: [{name: all, type: hex, bytes: 2}]}]
          otherwise:
            - tlv:
                key-bytes: 1
                length-bytes: 1
                unknown: skip
                cases:
                  "01": [{name: t, type: int16, divisor: 10}]
                  "02": [{group: lines, append: true, fields: [{name: l, type: uint8}]}]
                  "03": [{name: rest, type: hex, bytes: rest}]
      """;

  private WholeResults() {}

  /** Fails unless there is a document, or faults that say where and what without inner words. */
  static void check(CodecResult result, int length) {
    switch (result) {
      case CodecResult.Document(JsonNode data, List<String> warnings) -> {
        assertThat(data.isObject()).isTrue();
        assertThat(data.toString()).doesNotContain("NaN", "Infinity");
        assertThat(warnings).hasSizeLessThanOrEqualTo(Faults.MAX);
      }
      case CodecResult.Undecodable(List<Fault> faults) -> {
        assertThat(faults).hasSizeBetween(1, Faults.MAX);
        for (Fault fault : faults) {
          assertThat(fault.offset()).isBetween(0, length);
          assertThat(fault.detail()).isNotBlank().doesNotContain("\n", "\u0000", "com.fasterxml");
        }
      }
    }
  }

  /** The same for the text of a table. */
  static void check(FieldTable.Compilation compilation) {
    if (compilation instanceof FieldTable.Compilation.Faulty(List<Fault> faults)) {
      assertThat(faults).hasSizeBetween(1, Faults.MAX);
      for (Fault fault : faults) {
        JsonPointer.compile(fault.pointer());
        assertThat(fault.line()).isPositive();
        assertThat(fault.column()).isPositive();
        assertThat(fault.detail()).isNotBlank().doesNotContain("\n", "\u0000", "com.fasterxml");
      }
    }
  }
}

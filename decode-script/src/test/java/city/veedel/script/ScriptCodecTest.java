package city.veedel.script;

import static city.veedel.script.Scripts.data;
import static city.veedel.script.Scripts.document;
import static city.veedel.script.Scripts.onlyFault;
import static city.veedel.script.Scripts.uplink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.CodecResult.Undecodable;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.Decoding;
import city.veedel.model.RefusalReason;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptCodecTest {
  private static final Uplink UPLINK = uplink(2, "0102fffe41b80000");

  private static ScriptSandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = new ScriptSandbox(Scripts.patient(), InstantSource.system(), _ -> {});
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static ScriptCodec codec(String source) {
    return sandbox.codec("acme", source);
  }

  private static CodecResult decode(String source) {
    return codec(source).decode(UPLINK);
  }

  /** What an expression over {@code bytes}, {@code fPort} and {@code input} is. */
  private static String value(String expression) {
    return data(
        decode(
            "function decodeUplink(input) { var bytes = input.bytes, fPort = input.fPort;"
                + " return {data: {v: "
                + expression
                + "}}; }"));
  }

  @Test
  void readsTheFormOfTheThingsStackAndOfChirpStack() {
    CodecResult result =
        decode(
            """
            function decodeUplink(input) {
              return {
                data: {port: input.fPort, first: input.bytes[0], many: input.bytes.length,
                       at: input.recvTime.getTime(), none: Object.keys(input.variables).length},
                warnings: ['battery low'],
                errors: []
              };
            }
            """);

    assertThat(data(result))
        .isEqualTo("{\"port\":2,\"first\":1,\"many\":8,\"at\":1795357802118,\"none\":0}");
    assertThat(document(result).warnings()).containsExactly("battery low");
  }

  @Test
  void readsTheOlderForms() {
    assertThat(data(decode("function Decoder(bytes, port) { return {p: port, b: bytes[1]}; }")))
        .isEqualTo("{\"p\":2,\"b\":2}");
    assertThat(
            data(
                decode(
                    "function Decode(fPort, bytes, variables) {"
                        + " return {p: fPort, b: bytes[1], v: typeof variables}; }")))
        .isEqualTo("{\"p\":2,\"b\":2,\"v\":\"object\"}");
  }

  @Test
  void takesDecodeUplinkWhereAScriptDefinesMoreThanOneForm() {
    assertThat(
            data(
                decode(
                    "function Decoder(b, p) { return {old: 1}; }"
                        + "function decodeUplink(i) { return {data: {now: 1}}; }")))
        .isEqualTo("{\"now\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "const decodeUplink = (input) => ({data: {v: 1}});",
        "var decodeUplink = function (input) { return {data: {v: 1}}; };",
        "module.exports = {decodeUplink: function (i) { return {data: {v: 1}}; }};",
        "exports.decodeUplink = function (i) { return {data: {v: 1}}; };",
        "exports.Decoder = function (bytes, port) { return {v: 1}; };",
        "if (typeof module !== 'undefined') { module.exports = {decodeUplink: decodeUplink}; }"
            + " function decodeUplink(i) { return {data: {v: 1}}; }",
        "if (typeof require === 'function' && require.main === module) { throw 1; }"
            + " function decodeUplink(i) { return {data: {v: 1}}; }",
        "\"use strict\"; class D { static go() { return {v: 1}; } }"
            + " function decodeUplink(i) { return {data: D.go()}; }"
      })
  void findsADecoderHoweverItIsDefined(String source) {
    assertThat(data(decode(source))).isEqualTo("{\"v\":1}");
  }

  @Test
  void runsSloppyModeAndOldSyntax() {
    assertThat(
            data(
                decode(
                    """
                    <!-- an old comment
                    function Decoder(bytes, port) {
                      total = 010 + bytes[0];
                      var out = {};
                      with (out) { var seen = total; }
                      out.total = total;
                      out.me = this === globalThis;
                      out.args = arguments.callee.length;
                      for (var key in bytes) { out.last = key; }
                      delete total;
                      out['pad'] = ('0' + bytes[0].toString(16)).substr(-2);
                      return out;
                    }
                    """)))
        .isEqualTo("{\"total\":9,\"me\":true,\"args\":2,\"last\":\"7\",\"pad\":\"01\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Array.isArray(bytes)                                   | true
          bytes.slice(0, 2)                                      | [1,2]
          bytes.slice(0, 2).constructor === Array                | true
          bytes.readUInt16BE(0)                                  | 258
          bytes.readInt16LE(2)                                   | -257
          bytes.readFloatBE(4)                                   | 23
          bytes.toString('hex')                                  | "0102fffe41b80000"
          bytes + ''                                             | "1,2,255,254,65,184,0,0"
          Buffer.from(bytes).readUInt16BE(0)                     | 258
          Buffer.from(bytes).readUInt16LE(0)                     | 513
          Buffer.from(bytes).readInt16BE(2)                      | -2
          Buffer.from(bytes).readInt8(2)                         | -1
          Buffer.from(bytes).readUInt32BE(0)                     | 16973822
          Buffer.from(bytes).readUIntBE(0, 3)                    | 66303
          Buffer.from(bytes).readIntLE(1, 3)                     | -65790
          Buffer.from(bytes).slice(4, 8).readFloatBE(0)          | 23
          Buffer.from(bytes).slice(2, 4).toString('hex')         | "fffe"
          Buffer.from(bytes).toString('base64')                  | "AQL//kG4AAA="
          Buffer.from('4142', 'hex').toString()                  | "AB"
          Buffer.from('w7w=', 'base64').toString('utf8')         | "ü"
          Buffer.from('ü').length                                | 2
          Buffer.isBuffer(new Buffer([1]))                       | true
          Buffer.concat([Buffer.from([1]), Buffer.from([2])]).length | 2
          require('buffer').Buffer === Buffer                    | true
          Number(Buffer.from(bytes).readBigUInt64BE(0) >> 56n)   | 1
          (function () { var b = Buffer.alloc(4); b.writeFloatBE(23, 0); return b[0]; })() | 65
          btoa('hé')                                             | "aOk="
          atob('aOk=')                                           | "hé"
          new TextDecoder().decode(new Uint8Array([65, 66]))     | "AB"
          new DataView(new Uint8Array(bytes).buffer).getInt16(2) | -2
          parseFloat((bytes[0] / 3).toFixed(2))                  | 0.33
          (console.log('x'), console.error({}), 1)               | 1
          new Date(0)                                            | "1970-01-01T00:00:00.000Z"
          [undefined, null]                                      | [null,null]
          """)
  void scriptsFindWhatTheyKnowFromElsewhere(String expression, String expected) {
    assertThat(value(expression)).isEqualTo("{\"v\":" + expected + "}");
  }

  @Test
  void saysUndefinedForAMissingPort() {
    assertThat(
            data(
                codec("function decodeUplink(i) { return {data: {v: i.fPort === undefined}}; }")
                    .decode(uplink(Uplink.NO_PORT, ""))))
        .isEqualTo("{\"v\":true}");
  }

  @Test
  void readsThousandsOfLines() {
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      source.append("function f").append(i).append("(x) {\n  return x + ").append(i);
      source.append(";\n}\n");
    }
    source.append("function Decoder(bytes) { return {v: f2999(bytes[0])}; }");

    assertThat(data(decode(source.toString()))).isEqualTo("{\"v\":3000}");
  }

  @Test
  void everyErrorTheScriptReportsIsAFault() {
    CodecResult result =
        decode("function decodeUplink(i) { return {errors: ['unknown FPort', 'too\\nshort']}; }");

    assertThat(result).isInstanceOf(Undecodable.class);
    assertThat(((Undecodable) result).faults())
        .extracting(Fault::reason, Fault::detail)
        .containsExactly(
            tuple(RefusalReason.PAYLOAD_MALFORMED, "the decoder says: unknown FPort"),
            tuple(RefusalReason.PAYLOAD_MALFORMED, "the decoder says: too\\u000ashort"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "false", "null", "[]", "['']", "[null, false, undefined]"})
  void whatSaysThatThereIsNoErrorIsNone(String none) {
    CodecResult result =
        decode(
            "function decodeUplink(i) { return {data: {v: 1}, errors: "
                + none
                + ", warnings: "
                + none
                + "}; }");

    assertThat(data(result)).isEqualTo("{\"v\":1}");
    assertThat(document(result).warnings()).isEmpty();
  }

  @Test
  void namesLineAndColumnOfWhatAScriptThrows() {
    Fault fault =
        onlyFault(
            decode(
                """
                function decodeUplink(input) {
                  var none = null;
                  return {data: {v: none(1)}};
                }
                """));

    assertThat(fault.reason()).isEqualTo(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(fault.detail())
        .matches("the decoder failed at line 3, column \\d+: TypeError: not a function");
    assertThat(fault.line()).isZero();
  }

  @Test
  void namesTheLineOfTheInnermostFunctionOfTheScript() {
    assertThat(
            onlyFault(
                    decode(
                        """
                        function inner(x) {
                          return x.toFixed(200);
                        }
                        function Decoder(bytes) {
                          return {v: inner(bytes[0])};
                        }
                        """))
                .detail())
        .startsWith("the decoder failed at line 2, column ")
        .contains("RangeError");
  }

  @Test
  void showsWhatIsThrownWithoutBeingAnError() {
    assertThat(onlyFault(decode("function Decoder() { throw 'bad ' + 'frame'; }")).detail())
        .isEqualTo("the decoder failed: bad frame");
    assertThat(onlyFault(decode("function Decoder() { throw {code: 7}; }")).detail())
        .isEqualTo("the decoder failed: {\"code\":7}");
  }

  @Test
  void namesThePlaceOfASyntaxError() {
    ScriptCodec codec = codec("function Decoder(bytes) {\n  return {v: };\n}\n");

    Fault fault = onlyFault(codec.decode(UPLINK));

    assertThat(fault.reason()).isEqualTo(RefusalReason.FORMAT_UNSUPPORTED);
    assertThat(fault.detail())
        .matches("the decoder cannot be read at line 2, column \\d+: SyntaxError: .*");
    assertThat(codec.check()).contains(fault);
  }

  @Test
  void saysWhenNothingIsDefined() {
    assertThat(codec("var x = 1;").check().orElseThrow().detail())
        .isEqualTo(
            "the decoder defines none of decodeUplink(input), Decoder(bytes, port) and"
                + " Decode(fPort, bytes, variables)");
    assertThat(codec("function Decoder() {}").check()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          undefined        | decodeUplink returned undefined; a decoder returns an object of named values
          null             | decodeUplink returned null; a decoder returns an object of named values
          42               | decodeUplink returned number; a decoder returns an object of named values
          {}               | decodeUplink returned data that is undefined; a decoder returns an object of named values
          {data: null}     | decodeUplink returned data that is null; a decoder returns an object of named values
          {data: 'x'}      | decodeUplink returned data that is string; a decoder returns an object of named values
          {data: [1]}      | the decoder returned neither an object nor an array of objects
          {data: []}       | the decoder returned neither an object nor an array of objects
          {data: {toJSON: function () { return 1; }}} | the decoder returned neither an object nor an array of objects
          """)
  void refusesResultsThatAreNoObject(String result, String detail) {
    Fault fault = onlyFault(decode("function decodeUplink(i) { return " + result + "; }"));

    assertThat(fault.reason()).isEqualTo(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(fault.detail()).isEqualTo(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {a: {b: [1, NaN]}}       | /a/b/1  | what the decoder returned at /a/b/1 is NaN, which is no number
          {a: -Infinity}           | /a      | what the decoder returned at /a is -Infinity, which is no number
          {'x/y~z': 0 / 0}         | /x~1y~0z | what the decoder returned at /x~1y~0z is NaN, which is no number
          {a: 10n}                 | /a      | what the decoder returned at /a is a BigInt, which no message can hold; use Number(…)
          {at: new Date(NaN)}      | /at     | what the decoder returned at /at is an invalid Date
          """)
  void namesValuesNoMessageCanHold(String data, String pointer, String detail) {
    Fault fault = onlyFault(decode("function Decoder(bytes) { return " + data + "; }"));

    assertThat(fault.reason()).isEqualTo(RefusalReason.VALUE_INVALID);
    assertThat(fault.pointer()).isEqualTo(pointer);
    assertThat(fault.detail()).isEqualTo(detail);
  }

  @Test
  void namesTheMemberThatHoldsItself() {
    Fault fault =
        onlyFault(decode("function Decoder(b) { var o = {a: {}}; o.a.o = o; return o; }"));

    assertThat(fault.reason()).isEqualTo(RefusalReason.VALUE_INVALID);
    assertThat(fault.pointer()).isEqualTo("/a/o");
    assertThat(fault.detail()).isEqualTo("what the decoder returned at /a/o holds itself");
  }

  @Test
  void takesSeveralMeasurementsOfOneMessage() {
    assertThat(data(decode("function decodeUplink(i) { return {data: [{t: 1}, {t: 2}]}; }")))
        .isEqualTo("[{\"t\":1},{\"t\":2}]");
  }

  @Test
  void whatOneMessageLeavesBehindNoOtherSees() {
    ScriptCodec codec =
        codec(
            """
            var seen = 0;
            function Decoder(bytes) {
              seen++;
              implicit = typeof implicit === 'undefined' ? 1 : 2;
              Array.prototype.tainted = Array.prototype.tainted ? 2 : 1;
              return {seen: seen, implicit: implicit, tainted: [].tainted};
            }
            """);

    for (int i = 0; i < 3; i++) {
      assertThat(data(codec.decode(UPLINK))).isEqualTo("{\"seen\":1,\"implicit\":1,\"tainted\":1}");
    }
  }

  @Test
  void scriptsDoNotReachTheHost() {
    assertThat(
            value(
                "[typeof java_invoke, typeof Javy, typeof plugin, typeof process, typeof fetch,"
                    + " typeof XMLHttpRequest, typeof std, typeof os].join()"))
        .isEqualTo(
            "{\"v\":\"undefined,undefined,undefined,undefined,undefined,undefined,undefined,"
                + "undefined\"}");
  }

  @Test
  void refusesAScriptThatIsTooLong() {
    assertThatThrownBy(() -> codec(" ".repeat(Decoding.MAX_SOURCE_LENGTH + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            data(
                decode(
                    "function Decoder() { return {v: 1}; }//"
                        + "x".repeat(Decoding.MAX_SOURCE_LENGTH - 39))))
        .isEqualTo("{\"v\":1}");
  }
}

package city.veedel.script;

import static city.veedel.script.Scripts.data;
import static city.veedel.script.Scripts.onlyFault;
import static city.veedel.script.Scripts.uplink;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.RefusalReason;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that mean harm: each is stopped, and the next message of another type is decoded. */
class HostileScriptsTest {
  private static final Uplink UPLINK = uplink(2, "01020304");

  /** For what ends by another bound than time. */
  private static ScriptSandbox patient;

  /** For what never ends. */
  private static ScriptSandbox impatient;

  @BeforeAll
  static void start() {
    patient = new ScriptSandbox(Scripts.patient(), InstantSource.system(), _ -> {});
    impatient =
        new ScriptSandbox(
            Scripts.config(Duration.ofMillis(300), Scripts.LONG, 1_000),
            InstantSource.system(),
            _ -> {});
  }

  @AfterAll
  static void stop() {
    patient.close();
    impatient.close();
  }

  private static void assertAnotherTypeIsUnharmed(ScriptSandbox sandbox) {
    ScriptCodec honest =
        sandbox.codec("honest", "function Decoder(bytes) { return {v: bytes.length}; }");
    assertThat(data(honest.decode(UPLINK))).isEqualTo("{\"v\":4}");
  }

  @AfterEach
  void anotherTypeIsUnharmed() {
    assertAnotherTypeIsUnharmed(patient);
  }

  private static CodecResult decode(String body) {
    return decode(patient, body);
  }

  private static CodecResult decode(ScriptSandbox sandbox, String body) {
    return sandbox
        .codec("hostile", "function Decoder(bytes, port) { " + body + " }")
        .decode(UPLINK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for (;;) {}",
        "while (true) { try { for (;;) {} } catch (e) {} finally { continue; } }",
        "return {v: /^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')};",
        "return {get v() { for (;;) {} }};",
        "return {v: {toJSON: function () { for (;;) {} }}};",
        "throw {toString: function () { for (;;) {} }, get message() { for (;;) {} }, toJSON:"
            + " function () { for (;;) {} }};",
        "Promise.resolve().then(function () { for (;;) {} }); return {v: 1};",
        "var a = []; for (var i = 0; i < 300000; i++) a.push(i); a.sort(function () { for (;;)"
            + " {} });"
      })
  void whatDoesNotEndIsStoppedAfterItsTime(String body) {
    Fault fault = onlyFault(decode(impatient, body));

    assertThat(fault.reason()).isEqualTo(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(fault.detail())
        .isEqualTo("the decoder was stopped: it did not end within 300 ms of processor time");
    assertAnotherTypeIsUnharmed(impatient);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return {v: new Uint8Array(1 << 28).length};",
        "return {v: 'xy'.repeat(5000000) + 'z'};"
      })
  void whatWantsAllMemoryIsStopped(String body) {
    Fault fault = onlyFault(decode(body));

    assertThat(fault.reason()).isEqualTo(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(fault.detail())
        .isEqualTo("the decoder was stopped: it wanted more than 16 MiB of memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "var s = 'x'; for (;;) { s += s; }",
        "var a = []; for (;;) { a.push(new Array(1000).fill(7)); }",
        "var s = 'abcdefgh'.repeat(100000); var a = []; for (;;) { a.push(s + a.length); }"
      })
  void whatGrowsWithoutEndIsStoppedByTheFirstBoundItMeets(String body) {
    assertThat(onlyFault(decode(impatient, body)).detail())
        .matches("the decoder was stopped: .*|the decoder failed .*: InternalError: .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "function f() { return f() + 1; } return f();",
        "var o = {get v() { return o.v; }}; return o;",
        "var p = new Proxy({}, {get: function (t, k, r) { return r[k]; }}); return {v: p.x};"
      })
  void endlessRecursionIsStopped(String body) {
    assertThat(onlyFault(decode(body)).detail())
        .isEqualTo(
            "the decoder was stopped: it brought the engine down, as endless recursion does");
  }

  @Test
  void whatIsNestedTooDeepIsRefused() {
    Fault fault =
        onlyFault(decode("var o = {}; for (var i = 0; i < 33; i++) o = {o: o}; return o;"));
    assertThat(fault.reason()).isEqualTo(RefusalReason.VALUE_INVALID);
    assertThat(fault.detail()).isEqualTo("what the decoder returned is nested deeper than 32");

    assertThat(
            onlyFault(decode("var o = {}; for (var i = 0; i < 1000; i++) o = {o: o}; return o;"))
                .detail())
        .isEqualTo("what the decoder returned is nested deeper than 32");
    assertThat(
            onlyFault(
                    decode(
                        impatient,
                        "var a = []; for (var i = 0; i < 20000; i++) a = [a]; return {a: a};"))
                .reason())
        .isIn(RefusalReason.VALUE_INVALID, RefusalReason.PAYLOAD_MALFORMED);
  }

  @Test
  void thePlaceOfABadValueIsToldAsFarAsItIsShort() {
    Fault fault = onlyFault(decode("var o = {a: {}}; o.a['n'.repeat(60000)] = NaN; return o;"));

    assertThat(fault.reason()).isEqualTo(RefusalReason.VALUE_INVALID);
    assertThat(fault.pointer()).isEqualTo("/a");
    assertThat(fault.detail())
        .isEqualTo("a value within what the decoder returned at /a is NaN, which is no number");
  }

  @Test
  void whatIsTooLongIsRefused() {
    Fault fault = onlyFault(decode("return {v: 'x'.repeat(2500000)};"));

    assertThat(fault.reason()).isEqualTo(RefusalReason.VALUE_INVALID);
    assertThat(fault.detail())
        .isEqualTo("what the decoder returned is 2500008 characters long, at most 65536 are taken");
    assertThat(data(decode("return {v: 'x'.repeat(65536 - 8)};"))).hasSize(65_536);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JSON.stringify = JSON.parse = function () { return 'no'; }; return {v: 1};",
        "Array.prototype.push = Array.prototype.slice = function () { throw 1; }; return {v: 1};",
        "Object.defineProperty(Object.prototype, 'kind', {get: function () { return 'compiled'; },"
            + " set: function () {}}); return {v: 1};",
        "String.prototype.indexOf = Function.prototype.call = Object.keys = null; return {v: 1};",
        "Object.defineProperty = Object.create = Error = Date = null; return {v: 1};",
        "for (var k of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[k]; }"
            + " catch (e) {} } return {v: 1};",
        "__veedel.compile = null; __veedel.decode = null; return {v: 1};"
      })
  void redefiningWhatThePlatformMayUseChangesNothing(String body) {
    assertThat(data(decode(body))).isEqualTo("{\"v\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Object.prototype.toJSON = function () { return 'mine'; }; return {v: 1};",
        "Array.prototype.toJSON = function () { return 'mine'; }; return {v: [1]};",
        "Object.prototype.errors = ['mine']; return {v: 1};",
        "__veedel.decode(); return {v: 1};"
      })
  void tricksHarmOnlyTheMessageAtHand(String body) {
    ScriptCodec codec =
        patient.codec(
            "tricky",
            "function Decoder(bytes, port) { if (port !== 2) return {v: 2}; " + body + " }");

    assertThat(codec.decode(UPLINK)).isNotNull();
    assertThat(data(codec.decode(uplink(1, "00")))).isEqualTo("{\"v\":2}");
  }

  @Test
  void theConsoleIsSwallowedHoweverMuchIsWritten() {
    assertThat(
            data(
                decode(
                    "for (var i = 0; i < 100; i++) console.log('x'.repeat(1000), i);"
                        + " return {v: 1};")))
        .isEqualTo("{\"v\":1}");
  }

  @Test
  void aScriptThatKeepsTooMuchFromTheStartIsNotTaken() {
    ScriptCodec codec =
        patient.codec(
            "hoarder",
            "var kept = []; for (var i = 0; i < 60; i++) kept.push('z'.repeat(100000) + i);"
                + " function Decoder() { return {v: kept.length}; }");

    assertThat(codec.check().orElseThrow().detail())
        .matches(
            "the decoder holds \\d+ bytes before the first message, at most 4194304 are given");
  }
}

package city.veedel.script;

import static city.veedel.script.Scripts.data;
import static city.veedel.script.Scripts.uplink;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No script learns of a message but the one it is given, though all share the same engines. */
class MessagePrivacyTest {
  private static ScriptSandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = new ScriptSandbox(Scripts.patient(), InstantSource.system(), _ -> {});
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  /** Each with a decoder that tells all it has heard, and {@code ask} that asks for more. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "function inside() {} if (!globalThis.once) { once = 1; ask(); }",
        "function inside() {} if (!globalThis.once) { once = 1;"
            + " Promise.resolve().then(__veedel.decode); }",
        "function inside() {} if (!globalThis.once) { once = 1;"
            + " Promise.resolve().then(__veedel.compile).then(__veedel.decode); }",
        "function inside() { if (!globalThis.once) { once = 1; ask(); } }",
        "function inside() { if (!globalThis.once) { once = 1; Promise.resolve().then(ask); } }",
        "function inside() { throw new Error(heard); } if (!globalThis.once) { once = 1; ask(); }",
        "function inside() {} if (!globalThis.once) { once = 1; ask();"
            + " throw new Error('heard ' + heard); }"
      })
  void noOtherMessageIsHeard(String body) {
    ScriptCodec spy =
        sandbox.codec(
            "spy",
            "var heard = []; function ask() { __veedel.compile(); __veedel.decode(); }"
                + " function Decoder(bytes) { heard.push(bytes.join()); inside();"
                + " return {heard: heard}; } "
                + body);
    ScriptCodec honest =
        sandbox.codec("honest", "function Decoder(bytes) { return {v: bytes.join()}; }");

    for (int i = 0; i < 3; i++) {
      assertThat(data(honest.decode(uplink(7, "deadbeef"))))
          .isEqualTo("{\"v\":\"222,173,190,239\"}");
      assertThat(spy.check().toString()).doesNotContain("222,173");
      assertThat(spy.decode(uplink(1, "0" + i + "aaaa")).toString())
          .doesNotContain("222,173")
          .doesNotContain((i - 1) + ",170,170");
    }
    assertThat(data(honest.decode(uplink(7, "01")))).isEqualTo("{\"v\":\"1\"}");
  }
}

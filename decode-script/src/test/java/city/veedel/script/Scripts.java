package city.veedel.script;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.CodecResult.Document;
import city.veedel.decode.codec.CodecResult.Undecodable;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.Payload;
import city.veedel.script.ScriptSandboxConfig.ColdStart;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** What the tests of scripts share. */
final class Scripts {
  static final Instant RECEIVED_AT = Instant.parse("2026-11-22T14:30:02.118Z");

  static final Duration LONG = Duration.ofMinutes(5);

  private Scripts() {}

  static Uplink uplink(int port, String hex) {
    return new Uplink(
        Payload.wrap(HexFormat.of().parseHex(hex)), ContentFormat.OCTETS, port, RECEIVED_AT);
  }

  /** For what is not about time: no machine is too slow for it. */
  static ScriptSandboxConfig patient() {
    return config(LONG, LONG, 5);
  }

  /** No decode is forgiven for a cold JVM. */
  static ScriptSandboxConfig config(Duration decodeTime, Duration readTime, int overrunsInARow) {
    return config(decodeTime, readTime, new ColdStart(0, 0, LONG, LONG), overrunsInARow, 64L << 20);
  }

  static ScriptSandboxConfig config(
      Duration decodeTime,
      Duration readTime,
      ColdStart coldStart,
      int overrunsInARow,
      long keptBytes) {
    ScriptSandboxConfig defaults = ScriptSandboxConfig.defaults();
    return new ScriptSandboxConfig(
        2,
        16,
        Duration.ofMillis(50),
        decodeTime,
        readTime,
        coldStart,
        defaults.engineBytes(),
        (int) Math.min(defaults.scriptBytes(), keptBytes),
        keptBytes,
        defaults.outputChars(),
        overrunsInARow,
        Duration.ofMinutes(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(3));
  }

  static Document document(CodecResult result) {
    assertThat(result).isInstanceOf(Document.class);
    return (Document) result;
  }

  /** The data as JSON text. */
  static String data(CodecResult result) {
    return document(result).data().toString();
  }

  static Fault onlyFault(CodecResult result) {
    assertThat(result).isInstanceOf(Undecodable.class);
    assertThat(((Undecodable) result).faults()).hasSize(1);
    return ((Undecodable) result).faults().getFirst();
  }
}

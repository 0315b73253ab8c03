package city.veedel.benchmarks;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.Payload;
import city.veedel.script.ScriptCodec;
import city.veedel.script.ScriptSandbox;
import city.veedel.script.ScriptSandboxConfig;
import io.roastedroot.quickjs4j.core.Engine;
import io.roastedroot.quickjs4j.core.GuestFunction;
import io.roastedroot.quickjs4j.core.Invokables;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Twelve bytes through a vendor's script of sixty lines: in the sandbox, with its queue, watch and
 * fresh memory for each message; and beside it the bare library, which keeps the script's state. As
 * {@code ./veedel} runs it: with the interpreter of QuickJS compiled, which takes the JIT half a
 * minute.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 6, time = 10)
@Measurement(iterations = 3, time = 3)
@Fork(value = 1, jvmArgsAppend = "-XX:-DontCompileHugeMethods")
public class ScriptDecodingBenchmark {
  private static final String SCRIPT =
      """
      function signed16(high, low) {
        var value = (high << 8) | low;
        if (value & 0x8000) {
          value = value - 0x10000;
        }
        return value;
      }

      function unsigned16(high, low) {
        return (high << 8) | low;
      }

      function round(value, digits) {
        return parseFloat(value.toFixed(digits));
      }

      function mode(bits) {
        switch (bits) {
          case 0:
            return 'IIC';
          case 1:
            return 'Distance';
          case 2:
            return '3ADC+IIC';
          default:
            return 'Count';
        }
      }

      function decodeUplink(input) {
        var bytes = input.bytes;
        var data = {};
        var warnings = [];
        if (input.fPort !== 2) {
          return {errors: ['unknown FPort']};
        }
        if (bytes.length < 12) {
          return {errors: ['payload too short']};
        }
        data.battery = (unsigned16(bytes[0], bytes[1]) & 0x3fff) / 1000;
        data.temperature = round(signed16(bytes[2], bytes[3]) / 10, 2);
        data.humidity = round(unsigned16(bytes[4], bytes[5]) / 10, 1);
        data.mode = mode((bytes[6] & 0x7c) >> 2);
        data.illumination = unsigned16(bytes[7], bytes[8]);
        data.alarm = (bytes[9] & 1) === 1;
        if (bytes[10] & 0x80) {
          data.door = 'closed';
        } else {
          data.door = 'open';
        }
        data.channels = [];
        for (var i = 0; i < 3; i++) {
          data.channels.push(bytes[9 + i]);
        }
        if (data.battery < 3.0) {
          warnings.push('battery low');
        }
        return {
          data: data,
          warnings: warnings
        };
      }
      """;

  private static final byte[] BYTES = HexFormat.of().parseHex("0d070105012c00012a018000");
  private static final Uplink UPLINK =
      new Uplink(
          Payload.wrap(BYTES), ContentFormat.OCTETS, 2, Instant.parse("2026-11-22T14:30:02.118Z"));

  private final ScriptSandbox sandbox =
      new ScriptSandbox(ScriptSandboxConfig.defaults(), InstantSource.system(), _ -> {});
  private final ScriptCodec codec = sandbox.codec("bench", SCRIPT);

  private final Engine library =
      Engine.builder()
          .addInvokables(
              Invokables.builder("vendor")
                  .add(new GuestFunction("decodeUplink", List.of(Map.class), Map.class))
                  .build())
          .build();
  private final byte[] compiled =
      library.compilePortableGuestFunction(SCRIPT.getBytes(StandardCharsets.UTF_8));
  private final List<Object> arguments = List.of(Map.of("bytes", unsigned(BYTES), "fPort", 2));

  @Setup
  public void check() {
    if (!(inTheSandbox() instanceof CodecResult.Document document)
        || document.data().size() != 8
        || !(inTheLibrary() instanceof Map<?, ?> map)
        || !map.containsKey("data")) {
      throw new IllegalStateException("the script decodes wrongly: " + inTheSandbox());
    }
  }

  @TearDown
  public void close() {
    sandbox.close();
    library.close();
  }

  @Benchmark
  public CodecResult inTheSandbox() {
    return codec.decode(UPLINK);
  }

  @Benchmark
  public Object inTheLibrary() {
    return library.invokePrecompiledGuestFunction("vendor", "decodeUplink", arguments, compiled);
  }

  private static List<Integer> unsigned(byte[] bytes) {
    Integer[] values = new Integer[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xFF;
    }
    return List.of(values);
  }
}

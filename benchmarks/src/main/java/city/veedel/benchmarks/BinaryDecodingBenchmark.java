package city.veedel.benchmarks;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.binary.CayenneLpp;
import city.veedel.decode.binary.FieldTable;
import city.veedel.decode.codec.Codec;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One binary payload to a document, and a field table's text to the table. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class BinaryDecodingBenchmark {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T14:30:02.118Z");

  @Param({"FLAGS", "TYPES", "CAYENNE_LPP"})
  private Layout layout = Layout.FLAGS;

  private String source = "";
  private Codec codec = new CayenneLpp();
  private Uplink uplink = uplink("");

  @Setup
  public void compile() throws IOException {
    source = layout.table.isEmpty() ? "fields: []" : resource(layout.table);
    codec = layout.table.isEmpty() ? new CayenneLpp() : table();
    uplink = uplink(layout.hex);
    if (!(decode() instanceof CodecResult.Document)) {
      throw new IllegalStateException("the payload is not what it should be: " + decode());
    }
  }

  @Benchmark
  public CodecResult decode() {
    return codec.decode(uplink);
  }

  /** Once a device type and version, never once a message. */
  @Benchmark
  public FieldTable table() {
    if (FieldTable.compile(source) instanceof FieldTable.Compilation.Compiled(FieldTable table)) {
      return table;
    }
    throw new IllegalStateException("no table: " + source);
  }

  private static Uplink uplink(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return new Uplink(Payload.wrap(bytes), ContentFormat.OCTETS, 1, RECEIVED_AT);
  }

  private static String resource(String table) throws IOException {
    String name = "/city/veedel/decode/catalogue/" + table + ".fields.yaml";
    try (InputStream in = FieldTable.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What is decoded: 8 to 20 numbers. */
  public enum Layout {
    FLAGS("decentlab/dl-atm41", "02035A0003" + "8123".repeat(17) + "0BF5"),
    TYPES("elsys/sensors", "0100E202290301270506060308110114000F70A1"),
    CAYENNE_LPP("", "016700E20268290371000100020003046500FF057301F50688000001000002000003");

    private final String table;
    private final String hex;

    Layout(String table, String hex) {
      this.table = table;
      this.hex = hex;
    }
  }
}

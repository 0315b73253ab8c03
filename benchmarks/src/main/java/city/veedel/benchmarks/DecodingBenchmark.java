package city.veedel.benchmarks;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.select.Decoders;
import city.veedel.model.Payload;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/** One payload to readings. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class DecodingBenchmark {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T14:30:02.118Z");
  private static final long TIME = 1_795_357_800;

  @Param({"JSON", "SENML_JSON", "SENML_CBOR"})
  private ContentFormat format = ContentFormat.JSON;

  @Param({"1", "10"})
  private int values = 1;

  private final Decoder decoder = Decoders.standard().find("json").orElseThrow();
  private Payload payload = Payload.wrap(new byte[0]);

  @Setup
  public void encode() throws IOException {
    payload =
        Payload.wrap(
            switch (format) {
              case JSON -> json().getBytes(StandardCharsets.UTF_8);
              case SENML_JSON -> senmlJson().getBytes(StandardCharsets.UTF_8);
              case SENML_CBOR -> senmlCbor();
              case CBOR, OCTETS, UNDECLARED -> throw new IllegalStateException("not decoded");
            });
    if (!(decode() instanceof Decoded.Readings readings) || readings.readings().size() != values) {
      throw new IllegalStateException("the payload is not what it should be: " + decode());
    }
  }

  @Benchmark
  public Decoded decode() {
    return decoder.decode(payload, format, RECEIVED_AT);
  }

  private String json() {
    return IntStream.range(0, values)
        .mapToObj(i -> "\"value_" + i + "\":" + (20 + i) + ".5")
        .collect(Collectors.joining(",", "{\"time\":\"2026-11-22T14:30:00Z\",\"values\":{", "}}"));
  }

  private String senmlJson() {
    return IntStream.range(0, values)
        .mapToObj(i ->
            "{"
                + (i == 0 ? "\"bt\":" + TIME + "," : "")
                + "\"n\":\"value_"
                + i
                + "\",\"v\":"
                + (20 + i)
                + ".5}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Labels by number (RFC 8428, section 6). */
  private byte[] senmlCbor() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CBORGenerator cbor = new CBORFactory().createGenerator(bytes)) {
      cbor.writeStartArray(null, values);
      for (int i = 0; i < values; i++) {
        cbor.writeStartObject(null, i == 0 ? 3 : 2);
        if (i == 0) {
          cbor.writeFieldId(-3);
          cbor.writeNumber(TIME);
        }
        cbor.writeFieldId(0);
        cbor.writeString("value_" + i);
        cbor.writeFieldId(2);
        cbor.writeNumber(20.5 + i);
        cbor.writeEndObject();
      }
      cbor.writeEndArray();
    }
    return bytes.toByteArray();
  }
}

package city.veedel.benchmarks;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.catalogue.SmartDataModels;
import city.veedel.decode.jsonata.JsonataDecoder;
import city.veedel.model.Payload;
import com.dashjoin.jsonata.Jsonata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A vendor's JSON to readings by an expression that does what such expressions usually do; beside
 * it the bare library on maps, unbounded, and the longest expression of the catalogue.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class JsonataDecodingBenchmark {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T14:30:02.118Z");

  private static final String TYPICAL =
      """
      {
        "time": $fromMillis(ts * 1000),
        "thing": "node-" & id,
        "values": {
          "temperature": data.t / 10,
          "humidity": data.h,
          "pressure": data.p / 100,
          "battery_voltage": data.bat / 1000,
          "state": data.door = 1 ? "open" : "closed"
        }
      }
      """;

  private static final String TYPICAL_MESSAGE =
      "{\"id\":\"17\",\"ts\":1795357800,\"data\":{\"t\":215,\"h\":52,\"p\":101325,\"bat\":3600,"
          + "\"door\":1}}";

  private static final String ENTITY =
      "{\"id\":\"a\",\"type\":\"AirQualityObserved\",\"dateObserved\":\"2026-11-22T14:30:00Z\","
          + "\"no2\":{\"type\":\"Property\",\"value\":41.2,\"unitCode\":\"GQ\"},"
          + "\"pm10\":{\"type\":\"Property\",\"value\":18,\"unitCode\":\"GQ\"},"
          + "\"temperature\":{\"type\":\"Property\",\"value\":12.2},"
          + "\"relativeHumidity\":{\"type\":\"Property\",\"value\":0.54}}";

  private final Jsonata bare = Jsonata.jsonata(TYPICAL);
  private final Map<String, Object> bareMessage =
      Map.of(
          "id",
          "17",
          "ts",
          1_795_357_800,
          "data",
          Map.of("t", 215, "h", 52, "p", 101_325, "bat", 3600, "door", 1));
  private final JsonataDecoder typical = decoder(TYPICAL);
  private final JsonataDecoder catalogued = decoder(SmartDataModels.source("AirQualityObserved"));
  private final Payload typicalMessage = payload(TYPICAL_MESSAGE);
  private final Payload entity = payload(ENTITY);

  @Setup
  public void check() {
    for (Decoded decoded : List.of(decode(), decodeByTheCatalogue())) {
      if (!(decoded instanceof Decoded.Readings)) {
        throw new IllegalStateException("the message is not what it should be: " + decoded);
      }
    }
  }

  @Benchmark
  public Decoded decode() {
    return typical.decode(typicalMessage, ContentFormat.JSON, RECEIVED_AT);
  }

  @Benchmark
  public @Nullable Object evaluateBare() {
    return bare.evaluate(bareMessage);
  }

  @Benchmark
  public Decoded decodeByTheCatalogue() {
    return catalogued.decode(entity, ContentFormat.JSON, RECEIVED_AT);
  }

  private static JsonataDecoder decoder(String source) {
    if (JsonataDecoder.compile(source) instanceof JsonataDecoder.Ready(JsonataDecoder decoder)) {
      return decoder;
    }
    throw new IllegalStateException("the expression is not what it should be");
  }

  private static Payload payload(String text) {
    return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}

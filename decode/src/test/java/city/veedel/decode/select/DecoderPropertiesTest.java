package city.veedel.decode.select;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Decoder;
import city.veedel.decode.Reading;
import city.veedel.decode.WholeAnswers;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every payload, good or bad. */
class DecoderPropertiesTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00.000001Z");
  private static final List<String> SEEDS =
      List.of(
          "{\"time\":\"2026-11-22T08:15:00Z\",\"values\":{\"no2\":41.2,\"pm10\":18}}",
          "[{\"values\":{\"a\":null},\"location\":[6.9,50.9],\"sequence\":1},"
              + "{\"thing\":\"p-1\",\"values\":{\"open\":true,\"state\":\"busy\"}}]",
          "[{\"bn\":\"urn:dev:ow:10e2073a01080063:\",\"bt\":1795348800,\"bu\":\"%RH\",\"bs\":2,"
              + "\"bver\":10,\"n\":\"a\",\"v\":1},{\"n\":\"b\",\"t\":-5,\"vb\":true}]");

  private final Decoder json = Decoders.standard().find("json").orElseThrow();
  private final Decoder senml = Decoders.standard().find("senml").orElseThrow();

  @Property(tries = 2000)
  void anyBytesGiveReadingsOrFaults(
      @ForAll @Size(max = 200) byte[] bytes, @ForAll ContentFormat format) {
    WholeAnswers.check(json.decode(Payload.wrap(bytes), format, RECEIVED_AT));
    WholeAnswers.check(senml.decode(Payload.wrap(bytes), format, RECEIVED_AT));
  }

  @Property(tries = 3000)
  void aDamagedMessageGivesReadingsOrFaults(
      @ForAll("seeds") String seed,
      @ForAll @IntRange(max = 1000) int place,
      @ForAll byte damage,
      @ForAll boolean cut) {
    byte[] bytes = seed.getBytes(StandardCharsets.US_ASCII);
    int at = place % bytes.length;
    if (cut) {
      bytes = Arrays.copyOf(bytes, at);
    } else {
      bytes[at] = damage;
    }
    WholeAnswers.check(json.decode(Payload.wrap(bytes), ContentFormat.JSON, RECEIVED_AT));
    WholeAnswers.check(senml.decode(Payload.wrap(bytes), ContentFormat.SENML_JSON, RECEIVED_AT));
  }

  @Property(tries = 1000)
  void damagedCborGivesReadingsOrFaults(
      @ForAll("values") Map<String, Result> values,
      @ForAll @IntRange(max = 1000) int place,
      @ForAll byte damage)
      throws IOException {
    byte[] bytes = pack(values, new CBORFactory());
    bytes[place % bytes.length] = damage;
    WholeAnswers.check(senml.decode(Payload.wrap(bytes), ContentFormat.SENML_CBOR, RECEIVED_AT));
  }

  @Property(tries = 500)
  void whatIsWrittenIsRead(@ForAll("values") Map<String, Result> values) throws IOException {
    assertReads(json, ContentFormat.JSON, message(values), values);
    assertReads(senml, ContentFormat.SENML_JSON, pack(values, new JsonFactory()), values);
    assertReads(senml, ContentFormat.SENML_CBOR, pack(values, new CBORFactory()), values);
  }

  @Provide
  Arbitrary<String> seeds() {
    return Arbitraries.of(SEEDS);
  }

  @Provide
  Arbitrary<Map<String, Result>> values() {
    Arbitrary<String> names =
        Combinators.combine(
                Arbitraries.strings().withCharRange('a', 'z').ofLength(1),
                Arbitraries.strings().alpha().numeric().withChars("_.-").ofMaxLength(20))
            .as((first, rest) -> first + rest);
    Arbitrary<Result> results =
        Arbitraries.oneOf(
            Arbitraries.doubles().map(value -> new Result.Quantity(value + 0.0)),
            Arbitraries.of(true, false).map(Result.Flag::new),
            Arbitraries.strings()
                .ofMaxLength(50)
                .filter(DecoderPropertiesTest::isStorable)
                .map(Result.State::new));
    return Arbitraries.maps(names, results).ofMinSize(1).ofMaxSize(20);
  }

  private static boolean isStorable(String text) {
    return text.indexOf('\0') < 0
        && StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  private static void assertReads(
      Decoder decoder, ContentFormat format, byte[] bytes, Map<String, Result> values) {
    Decoded decoded = decoder.decode(Payload.wrap(bytes), format, RECEIVED_AT);

    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Readings.class,
            readings -> {
              assertThat(readings.readings()).hasSize(values.size());
              for (Reading reading : readings.readings()) {
                assertThat(reading.result()).isEqualTo(values.get(reading.property().value()));
              }
            });
  }

  private static byte[] message(Map<String, Result> values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = new JsonFactory().createGenerator(bytes)) {
      generator.writeStartObject();
      generator.writeObjectFieldStart("values");
      for (Map.Entry<String, Result> entry : values.entrySet()) {
        generator.writeFieldName(new PropertyName(entry.getKey()).value());
        write(entry.getValue(), generator);
      }
      generator.writeEndObject();
      generator.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static byte[] pack(Map<String, Result> values, JsonFactory factory) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = factory.createGenerator(bytes)) {
      generator.writeStartArray();
      for (Map.Entry<String, Result> entry : values.entrySet()) {
        generator.writeStartObject();
        label(generator, "n", 0);
        generator.writeString(entry.getKey());
        switch (entry.getValue()) {
          case Result.Quantity _, Result.Missing _ -> label(generator, "v", 2);
          case Result.State _ -> label(generator, "vs", 3);
          case Result.Flag _ -> label(generator, "vb", 4);
        }
        write(entry.getValue(), generator);
        generator.writeEndObject();
      }
      generator.writeEndArray();
    }
    return bytes.toByteArray();
  }

  private static void label(JsonGenerator generator, String text, long number) throws IOException {
    if (generator.canWriteBinaryNatively()) {
      generator.writeFieldId(number);
    } else {
      generator.writeFieldName(text);
    }
  }

  private static void write(Result result, JsonGenerator generator) throws IOException {
    switch (result) {
      case Result.Quantity(double value) -> generator.writeNumber(value);
      case Result.Flag(boolean value) -> generator.writeBoolean(value);
      case Result.State(String value) -> generator.writeString(value);
      case Result.Missing _ -> generator.writeNull();
    }
  }
}

package city.veedel.decode.select;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Fault;
import city.veedel.decode.WholeAnswers;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.SourcedCodec;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/**
 * Whatever is sent, and whatever somebody writes into a device type: readings or faults, and never
 * an exception.
 */
class HostilePropertiesTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00.000001Z");
  private static final String EUI = "\"0004A30B001C0530\"";

  /** With every name that one of the decoders asks for. */
  private static final List<String> NAMES =
      List.of(
          "uplink_message",
          "end_device_ids",
          "dev_eui",
          "f_port",
          "frm_payload",
          "decoded_payload",
          "received_at",
          "join_accept",
          "deviceInfo",
          "devEui",
          "fPort",
          "data",
          "object",
          "time",
          "sensordatavalues",
          "value_type",
          "value",
          "sensor",
          "id",
          "timestamp",
          "age",
          "location",
          "latitude",
          "longitude",
          "unit",
          "t",
          "ts",
          "lat",
          "lon",
          "n",
          "node",
          "m",
          "values",
          "*",
          "",
          "~",
          "a/b",
          "0");

  private static final List<String> SCALARS =
      List.of(
          "0",
          "-0.0",
          "21.5",
          "1e999",
          "1e-999",
          "-1e300",
          "NaN",
          "9223372036854775808",
          "-170141183460469231731687303715884105728",
          "253402300800",
          "1700000000",
          "null",
          "true",
          "\"\"",
          "\"1e99999\"",
          "\"AQID\"",
          "\"AQI\"",
          "\"P1\"",
          "\"SDS_P1\"",
          "\"nan\"",
          "\"2019-02-31 00:00:00\"",
          "\"2026-11-22T12:00:00Z\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          EUI);

  private static final List<FieldMapping> MAPPING =
      List.of(
          field("/t", "temperature", "Cel"),
          field("/m/*/value", "no2", ""),
          field("/m/0/*", "pm10", ""),
          field("/ts", "time", "s"),
          field("/m/*/time", "time", ""),
          field("/lat", "latitude", ""),
          field("/lon", "longitude", ""),
          field("/n", "sequence", ""),
          field("/object", "ignore", ""));

  private static final List<Decoding> DECODINGS =
      List.of(
          Decoding.by("json"),
          Decoding.by("senml"),
          Decoding.by("sensor-community"),
          new Decoding("document", Envelope.NONE, "", MAPPING),
          new Decoding("formatted", Envelope.THE_THINGS_STACK_V3, "", MAPPING),
          new Decoding("formatted", Envelope.CHIRPSTACK_V4, "", MAPPING),
          new Decoding("cayenne-lpp", Envelope.THE_THINGS_STACK_V3, "", MAPPING),
          new Decoding(
              "field-table",
              Envelope.CHIRPSTACK_V4,
              "fields: [{name: t, type: int64, as: time}]",
              MAPPING),
          new Decoding("jsonata", Envelope.NONE, "{'values': $}", List.of()),
          new Decoding(
              "jsonata",
              Envelope.NONE,
              "{'time': $fromMillis(ts), 'values': {'a': $number(t), 'b': $split(m, 'a')[1]}}",
              List.of()));

  private static final List<String> TABLE_WORDS =
      List.of(
          "fields:",
          "\n  - ",
          "\n    ",
          "{",
          "}",
          "[",
          "]",
          ", ",
          ": ",
          "name: a",
          "type: uint8",
          "type: int64",
          "as: time",
          "divisor: 1e9999999999",
          "scale: .inf",
          "offset: 1e400",
          "missing: [1]",
          "repeat: r",
          "count: 3",
          "count: to-end",
          "switch: a",
          "tlv:",
          "cases:",
          "\"01\":",
          "0x7F",
          "1_000",
          "0o17",
          "017",
          "1:30",
          "!!binary AQ==",
          "!!timestamp 2001",
          "&a ",
          "*a",
          "~",
          "? ",
          "| ",
          "%YAML 1.1\n---\n",
          "---",
          "\t",
          "\u0000",
          "\ud800",
          "group: ",
          "values: {1: x}",
          "when: {field: a, bit: 63}",
          "type: sum",
          "of: {a: 1e308}",
          "checksum: crc8",
          "at: -1",
          "polynomial: [1e308, 1e308]",
          "type: uint, bits: 64");

  private static final List<String> EXPRESSION_WORDS =
      List.of(
          "$",
          "$$",
          "t",
          "m",
          "ts",
          ".",
          "[",
          "]",
          "(",
          ")",
          "{",
          "}",
          ":=",
          "$x",
          "function($x)",
          ",",
          ":",
          "?",
          "'a'",
          "\"a\"",
          "`",
          "/",
          "/a/",
          "/(a/",
          "/[/",
          "\\",
          "*",
          "**",
          "%",
          "^(",
          "~>",
          "1",
          "1e999",
          "-",
          "..",
          "=",
          "<",
          "and",
          "in",
          "$map",
          "$sum",
          "$string",
          "$number",
          "$substring",
          "$formatNumber",
          "$formatBase",
          "$power",
          "$split",
          "$distinct",
          "$toMillis",
          "$fromMillis",
          "$sort",
          "$lookup",
          "$merge",
          "$each",
          "@$i",
          "#$i",
          "|",
          ";",
          "/*",
          "*/",
          "<s-:n>",
          "\u0000",
          "\ud800",
          "{'values':{'a':t}}");

  private final TypeDecoders decoders = new TypeDecoders((_, _) -> new Mute());
  private final List<TypeDecoder> all = DECODINGS.stream().map(this::ready).toList();

  @Property(tries = 200, seed = "41")
  void anyBytes(@ForAll @Size(max = 80) byte[] bytes) {
    decodeByAll(bytes);
  }

  @Property(tries = 150, seed = "42")
  void anyDocument(@ForAll long seed) throws Exception {
    String json = document(new Random(seed), 0);

    decodeByAll(json.getBytes(StandardCharsets.UTF_8));
    decodeByAll(cbor(json));
  }

  /** Only the last bytes of a document are something else. */
  @Property(tries = 100, seed = "43")
  void anyDocumentThatWasDamaged(@ForAll long seed, @ForAll @Size(max = 4) byte[] end)
      throws Exception {
    Random random = new Random(seed);
    byte[] good =
        random.nextBoolean()
            ? cbor(document(random, 0))
            : document(random, 0).getBytes(StandardCharsets.UTF_8);
    byte[] bytes = good.clone();
    System.arraycopy(
        end, 0, bytes, Math.max(0, bytes.length - end.length), Math.min(end.length, bytes.length));
    decodeByAll(bytes);
  }

  @Property(tries = 1000, seed = "44")
  void anyTable(@ForAll long seed) {
    Random random = new Random(seed);
    String source = (random.nextInt(4) == 0 ? "" : "fields:\n  - ") + words(random, TABLE_WORDS);

    compiled(new Decoding("field-table", Envelope.NONE, source, MAPPING));
  }

  @Property(tries = 1000, seed = "45")
  void anyExpression(@ForAll long seed) {
    compiled(
        new Decoding(
            "jsonata", Envelope.NONE, words(new Random(seed), EXPRESSION_WORDS), List.of()));
  }

  @Property(tries = 500, seed = "46")
  void anyMapping(@ForAll long seed) {
    Random random = new Random(seed);
    List<FieldMapping> mapping = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      StringBuilder path = new StringBuilder();
      for (int depth = random.nextInt(3); depth >= 0; depth--) {
        path.append('/').append(one(random, NAMES));
      }
      String property =
          one(random, List.of("a", "b", "time", "latitude", "thing", "sequence", "ignore"));
      mapping.add(field(path.toString(), property, one(random, List.of("", "s", "ms", "Cel"))));
    }
    compiled(new Decoding("document", Envelope.NONE, "", mapping));
  }

  /** The decoder, if there is one, also reads. */
  private void compiled(Decoding decoding) {
    switch (decoders.compile(type(decoding))) {
      case TypeDecoders.Ready(TypeDecoder decoder) -> {
        decode(
            decoder,
            "{\"t\":1,\"m\":[{\"value\":2}],\"ts\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        decode(decoder, new byte[] {0, 1, -128, 127, -1, -1, -1, -1, -1, -1, -1});
        decode(decoder, new byte[0]);
      }
      case TypeDecoders.Broken(List<Fault> faults) -> {
        assertThat(faults).isNotEmpty();
        for (Fault fault : faults) {
          JsonPointer.compile(fault.pointer());
          assertThat(fault.detail()).isNotBlank().doesNotContain("\n", "\u0000", "com.fasterxml");
        }
      }
    }
  }

  private void decodeByAll(byte[] bytes) {
    all.forEach(decoder -> decode(decoder, bytes));
  }

  private static void decode(TypeDecoder decoder, byte[] bytes) {
    for (ContentFormat format : List.of(ContentFormat.JSON, ContentFormat.UNDECLARED)) {
      WholeAnswers.check(decoder.decoder().decode(Payload.copyOf(bytes), format, RECEIVED_AT));
    }
  }

  private TypeDecoder ready(Decoding decoding) {
    assertThat(decoders.compile(type(decoding)))
        .as(decoding.decoder())
        .isInstanceOf(TypeDecoders.Ready.class);
    return decoders.of(type(decoding));
  }

  private static DeviceType type(Decoding decoding) {
    return new DeviceType(
        "acme", "ACME", "", "", 1, decoding, AcceptedTime.LIVE, false, false, 0, Map.of());
  }

  private static FieldMapping field(String pointer, String property, String unit) {
    return new FieldMapping(pointer, new PropertyName(property), unit);
  }

  private static String words(Random random, List<String> words) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(one(random, words));
    }
    return text.toString();
  }

  private static String one(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String document(Random random, int depth) {
    int kind = depth > 3 ? 9 : random.nextInt(10);
    if (kind < 5) {
      StringBuilder object = new StringBuilder("{");
      List<String> names = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        String name = one(random, NAMES);
        if (!names.contains(name)) {
          object.append(names.isEmpty() ? "" : ",").append('"').append(name).append("\":");
          object.append(name.endsWith("ui") ? EUI : document(random, depth + 1));
          names.add(name);
        }
      }
      return object.append('}').toString();
    }
    if (kind < 7) {
      StringBuilder array = new StringBuilder("[").append(document(random, depth + 1));
      for (int i = random.nextInt(4); i > 0; i--) {
        array.append(',').append(document(random, depth + 1));
      }
      return array.append(']').toString();
    }
    return one(random, SCALARS);
  }

  private static byte[] cbor(String json) throws JsonProcessingException {
    ObjectMapper lenient = new ObjectMapper();
    lenient.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature());
    lenient.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    return new CBORMapper().writeValueAsBytes(lenient.readTree(json.replace("\\ud800", "?")));
  }

  /** Stands in for scripts, which this module has not. */
  private static final class Mute implements SourcedCodec {
    @Override
    public Optional<Fault> check() {
      return Optional.empty();
    }

    @Override
    public CodecResult decode(Uplink uplink) {
      return new CodecResult.Document(JsonNodeFactory.instance.objectNode());
    }
  }
}

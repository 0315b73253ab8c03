package city.veedel.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Fault;
import city.veedel.decode.codec.Codec;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scripts of the catalogue against what the vendors' own decoders made of the same bytes:
 * {@code ../shared/data/payloads-lorawan-devices}.
 */
class VendorScriptsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLES =
      Path.of(
          Objects.requireNonNullElse(System.getenv("VEEDEL_SHARED_DATA"), "../../shared/data"),
          "payloads-lorawan-devices");

  private static ScriptSandbox sandbox = open();

  private static ScriptSandbox open() {
    return new ScriptSandbox(Scripts.patient(), InstantSource.system(), _ -> {});
  }

  @BeforeAll
  static void openSandbox() {
    sandbox = open();
  }

  @AfterAll
  static void closeSandbox() {
    sandbox.close();
  }

  static Stream<String> vendors() {
    return Stream.of(
        "adeunis",
        "decentlab",
        "dingtek",
        "dragino",
        "elsys",
        "example",
        "keller",
        "mclimate",
        "milesight-iot",
        "nwave",
        "sensecap",
        "tektelic");
  }

  @ParameterizedTest
  @MethodSource("vendors")
  void everyExampleOfAVendorDecodesToTheStatedResult(String vendor) throws IOException {
    Path file = EXAMPLES.resolve(vendor + ".json");
    assumeTrue(Files.exists(file), () -> "SKIPPED: " + file.toAbsolutePath() + " is missing");
    JsonNode examples = JSON.readTree(Files.readAllBytes(file));
    Map<String, Codec> codecs = new LinkedHashMap<>();

    for (JsonNode example : examples) {
      String name = example.required("codec").textValue();
      Codec codec = codecs.computeIfAbsent(name, _ -> codec(vendor, name));
      assertThat(outcome(codec, example))
          .as("%s %s %s", vendor, name, example.required("bytes_hex").textValue())
          .isEqualTo(stated(example.required("output")));
    }

    System.out.printf(
        "%s: %d examples of %d codecs decode to the stated result%n",
        vendor, examples.size(), codecs.size());
  }

  @Test
  void everyVendorOfTheExamplesHasScripts() throws IOException {
    assumeTrue(Files.isDirectory(EXAMPLES), () -> "SKIPPED: " + EXAMPLES + " is missing");
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".json")))
          .containsExactlyInAnyOrderElementsOf(vendors().map(name -> name + ".json").toList());
    }
  }

  private static Codec codec(String vendor, String name) {
    try {
      String script = JSON.readTree(resource(vendor + "/index.json")).required(name).textValue();
      return sandbox.codec(vendor + '-' + name, resource(vendor + '/' + script));
    } catch (IOException e) {
      throw new AssertionError(vendor + " " + name, e);
    }
  }

  private static String resource(String path) throws IOException {
    try (InputStream in =
        Codec.class.getResourceAsStream("/city/veedel/decode/catalogue/" + path)) {
      assertThat(in).as(path).isNotNull();
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Object outcome(Codec codec, JsonNode example) {
    byte[] bytes = HexFormat.of().parseHex(example.required("bytes_hex").textValue());
    Uplink uplink =
        new Uplink(
            Payload.wrap(bytes),
            ContentFormat.OCTETS,
            example.path("fPort").asInt(Uplink.NO_PORT),
            Instant.parse("2026-11-23T12:00:00Z"));
    return switch (codec.decode(uplink)) {
      case CodecResult.Document(JsonNode data, _) -> plain(data);
      case CodecResult.Undecodable(List<Fault> faults) ->
          faults.stream().map(Fault::detail).toList();
    };
  }

  private static Object stated(JsonNode output) {
    if (!output.has("data")) {
      return output
          .required("errors")
          .valueStream()
          .map(error -> "the decoder says: " + error.textValue())
          .toList();
    }
    return plain(output.required("data"));
  }

  /** JavaScript knows one kind of number: 1 and 1.0 are the same. */
  private static Object plain(JsonNode node) {
    return switch (node) {
      case NumericNode number -> number.doubleValue();
      case ObjectNode object -> {
        Map<String, Object> members = new LinkedHashMap<>();
        object
            .properties()
            .forEach(member -> members.put(member.getKey(), plain(member.getValue())));
        yield members;
      }
      default -> node.isArray() ? node.valueStream().map(VendorScriptsTest::plain).toList() : node;
    };
  }
}

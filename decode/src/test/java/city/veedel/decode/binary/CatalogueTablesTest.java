package city.veedel.decode.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.decode.codec.CodecResult;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The field tables of the catalogue against the vendors' own examples. */
class CatalogueTablesTest {
  private static final Path FOLDER = folder();

  /** Decentlab devices that compute more than polynomials, or of which too little is public. */
  private static final Set<String> WITHOUT_TABLE =
      Set.of("dl-blg", "dl-dlr2-008-2000", "dl-dlr2-009-2000", "dl-iam", "dl-sdd");

  /** What Decentlab states for a depth the probe does not have: the raw value 0, computed. */
  private static final List<Double> NOT_THERE = List.of(-5.0, -327.68);

  @BeforeAll
  static void examplesAreThere() {
    assumeTrue(
        Files.isDirectory(FOLDER),
        "SKIPPED: the examples of LoRaWAN devices are not at "
            + FOLDER.toAbsolutePath().normalize()
            + "; set VEEDEL_SHARED_DATA to the folder that holds payloads-lorawan-devices");
  }

  @ParameterizedTest
  @CsvSource({"decentlab, 65", "elsys, 11", "dragino, 2"})
  void decodesTheExamplesAsTheVendorStates(String vendor, int examples) throws IOException {
    List<JsonNode> known = new ArrayList<>();
    for (JsonNode example : Tables.JSON.readTree(FOLDER.resolve(vendor + ".json").toFile())) {
      String table = tableOf(vendor, example.get("codec").textValue());
      if (table != null) {
        known.add(example);
        assertDecodes(table, example);
      }
    }
    assertThat(known).hasSize(examples);
  }

  @Test
  void aTableOfTheExampleVendorRefusesAPortAsItsDecoderDoes() throws IOException {
    FieldTable table =
        Tables.compile(
            """
            ports: 1
            fields:
              - {name: direction, type: uint8, values: {0: N, 1: E, 2: S, 3: W}}
              - {name: speed, type: uint8}
            """);
    for (JsonNode example : Tables.JSON.readTree(FOLDER.resolve("example.json").toFile())) {
      assertDecodes(table, example);
    }
  }

  private static void assertDecodes(String table, JsonNode example) {
    assertDecodes(Tables.compile(resource(table)), example);
  }

  private static void assertDecodes(FieldTable table, JsonNode example) {
    CodecResult result =
        table.decode(
            Tables.uplink(example.get("fPort").intValue(), example.get("bytes_hex").textValue()));
    JsonNode output = example.get("output");
    if (!output.has("data")) {
      assertThat(Tables.fault(result).detail()).startsWith("nothing is known of port 42");
      return;
    }
    ObjectNode stated = (ObjectNode) output.get("data");
    ObjectNode decoded = (ObjectNode) Tables.document(result);
    for (Map.Entry<String, JsonNode> field : stated.properties()) {
      assertSame(example, field, decoded.get(field.getKey()));
    }
    assertThat(stated.fieldNames()).toIterable().containsAll(decoded::fieldNames);
  }

  private static void assertSame(
      JsonNode example, Map.Entry<String, JsonNode> field, @Nullable JsonNode decoded) {
    JsonNode stated =
        field.getValue().isObject() ? field.getValue().get("value") : field.getValue();
    String where = example.get("codec").textValue() + ' ' + field.getKey();
    assertThat(decoded).as(where).isNotNull();
    if (decoded != null && decoded.isNull()) {
      assertThat(stated.doubleValue()).as(where).isIn(NOT_THERE);
    } else if (decoded != null && stated.isNumber()) {
      // Vendors add and multiply in another order: the last digits of a double may differ.
      assertThat(decoded.doubleValue())
          .as(where)
          .isCloseTo(
              stated.doubleValue(), Offset.offset(Math.abs(stated.doubleValue()) * 1e-12 + 1e-12));
    } else {
      assertThat(decoded).as(where).isEqualTo(stated);
    }
  }

  private static @Nullable String tableOf(String vendor, String codec) {
    String model = codec.replace("-codec", "");
    return switch (vendor) {
      case "elsys" -> "elsys/sensors";
      case "dragino" -> model.equals("ldds04") ? "dragino/ldds04" : null;
      default -> WITHOUT_TABLE.contains(model) ? null : vendor + '/' + model;
    };
  }

  private static String resource(String table) {
    String name = "/city/veedel/decode/catalogue/" + table + ".fields.yaml";
    try (InputStream in = CatalogueTablesTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    String data = System.getenv("VEEDEL_SHARED_DATA");
    return Path.of(data == null ? "../../shared/data" : data).resolve("payloads-lorawan-devices");
  }
}

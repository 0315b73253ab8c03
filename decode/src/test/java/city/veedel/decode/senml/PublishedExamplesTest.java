package city.veedel.decode.senml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.decode.document.Documents;
import city.veedel.decode.document.Documents.Syntax;
import city.veedel.decode.document.Faults;
import city.veedel.model.Payload;
import city.veedel.model.Result;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packs of RFC 8428 against the working group's own resolved form of them. */
class PublishedExamplesTest {
  private static final Path FOLDER = folder();

  @BeforeAll
  static void examplesAreThere() {
    assumeTrue(
        Files.isDirectory(FOLDER),
        "SKIPPED: the SenML examples are not at "
            + FOLDER.toAbsolutePath().normalize()
            + "; set VEEDEL_SHARED_DATA to the folder that holds payloads-senml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ex1", "ex2", "ex3", "ex4", "ex5", "ex6", "ex7", "ex8", "ex9", "ex10", "ex11", "ex12"
      })
  void resolvesAsTheWorkingGroupDoes(String example) throws IOException {
    Faults faults = new Faults();
    List<Resolved> records = read(example + ".json", Syntax.JSON, faults);

    assertSame(records, new ObjectMapper().readTree(bytes(example + ".gen.resolved.json")));
    assertThat(faults.isEmpty()).isEqualTo(!example.equals("ex7"));
  }

  @Test
  void readsTheSameFromCborAsFromJson() throws IOException {
    Faults faults = new Faults();
    List<Resolved> records = read("ex3.gen.cbor", Syntax.CBOR, faults);

    assertSame(records, new ObjectMapper().readTree(bytes("ex3.gen.resolved.json")));
    assertThat(faults.isEmpty()).isTrue();
  }

  @Test
  void readsThePackThatHasNoResolvedForm() throws IOException {
    Faults faults = new Faults();

    assertThat(read("ex13.json", Syntax.JSON, faults))
        .extracting(Resolved::seconds)
        .containsExactly(1320078429.0, 1320078429.0, 1320078429.1, 1320078429.1);
    assertThat(faults.isEmpty()).isTrue();
  }

  private static void assertSame(List<Resolved> records, JsonNode expected) {
    assertThat(records).hasSize(expected.size());
    for (int i = 0; i < records.size(); i++) {
      Resolved record = records.get(i);
      JsonNode published = expected.get(i);
      assertThat(record.name()).isEqualTo(published.get("n").textValue());
      assertThat(record.unit()).isEqualTo(published.path("u").asText());
      assertThat(record.value()).isEqualTo(valueOf(published));
      if (record.seconds() != 0) {
        assertThat(record.seconds()).isCloseTo(published.get("t").doubleValue(), within(1e-6));
      }
    }
  }

  private static @Nullable Result valueOf(JsonNode published) {
    if (published.has("v")) {
      return new Result.Quantity(published.get("v").doubleValue());
    }
    return published.has("vs")
        ? new Result.State(published.get("vs").textValue())
        : new Result.Flag(published.get("vb").booleanValue());
  }

  private static List<Resolved> read(String file, Syntax syntax, Faults faults) throws IOException {
    Payload payload = Payload.wrap(bytes(file));
    try (JsonParser parser =
        syntax == Syntax.CBOR ? Documents.cbor(payload) : Documents.json(payload)) {
      return new SenmlPack(parser, syntax, faults).read();
    }
  }

  private static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(FOLDER.resolve(file));
  }

  private static Path folder() {
    String data = System.getenv("VEEDEL_SHARED_DATA");
    return Path.of(data == null ? "../../shared/data" : data).resolve("payloads-senml");
  }
}

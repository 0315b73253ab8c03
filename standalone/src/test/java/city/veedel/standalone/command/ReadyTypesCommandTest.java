package city.veedel.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.catalogue.ReadyDeviceTypes;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.CommandLine;
import city.veedel.standalone.testing.CommandLine.Answer;
import city.veedel.standalone.testing.TestProduct;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyTypesCommandTest {
  @TempDir private Path directory;

  @Test
  void theCatalogueListsWhatIsReady() throws IOException {
    JsonNode items = new ObjectMapper().readTree(veedel("catalogue", "--json").text()).get("items");
    assertThat(items).hasSameSizeAs(ReadyDeviceTypes.ids());

    Answer elsys = veedel("catalogue", "--vendor", "elsys");
    assertThat(elsys.code()).isZero();
    assertThat(elsys.text().lines().skip(1)).isNotEmpty().allMatch(line -> line.contains("ELSYS"));
    assertThat(elsys.text()).contains("elsys-elt-2 ", " javascript ", " humidity ");
  }

  @Test
  void whatItShowsCanBeAddedAsAFile() throws IOException {
    Answer shown = veedel("catalogue", "show", "decentlab-dl-tp");
    assertThat(shown.code()).as(shown.notes()).isZero();
    Path file = Files.writeString(directory.resolve("type.yaml"), shown.text());

    assertThat(DeviceTypeFile.readWithDecoder(file))
        .isEqualTo(DeviceTypeFile.read(new DeviceTypeSource.Ready("decentlab-dl-tp")));
  }

  @Test
  void aReadyTypeIsAddedWithTheEnvelopeOfTheCity() throws Exception {
    try (Product product = TestProduct.start(directory.resolve("data"))) {
      Answer bare = veedel("add", "--ready", "elsys-ers", "dragino-ldds75-114");
      assertThat(bare.code()).as(bare.notes()).isZero();
      assertThat(bare.notes())
          .contains(
              "Device type elsys-ers added.",
              "Device type dragino-ldds75-114 added.",
              "elsys-ers reads the bare bytes of its devices.");

      Answer enveloped =
          veedel("add", "--ready", "elsys-ers", "--envelope", "chirpstack-v4", "--creates-things");
      assertThat(enveloped.notes())
          .contains("Device type elsys-ers changed: it is at version 2 now.")
          .doesNotContain("bare bytes");
      assertThat(veedel("show", "elsys-ers").text())
          .contains("envelope: chirpstack-v4", "creates-things: true", "vendor: ELSYS");
      assertThat(product.running().url()).isNotEmpty();
    }
  }

  @Test
  void whatCannotBeIsToldWithWhatCan() {
    assertThat(refusal("add")).contains("Which device type?");
    assertThat(refusal("add", "--ready", "elt-2"))
        .contains("no ready device type \"elt-2\"; there is elsys-elt-2.");
    assertThat(refusal("catalogue", "show", "nobodys"))
        .contains("device-type catalogue lists them");
    assertThat(refusal("add", "--ready", "elsys-ers", "--envelope", "paper"))
        .contains("There is no envelope \"paper\"; there are the-things-stack-v3");
    assertThat(refusal("add", "--file", "type.yaml", "--creates-things"))
        .contains("--creates-things are for --ready");
  }

  @Test
  void anExpressionTakesNoEnvelope() {
    Answer answer =
        veedel(
            "add",
            "--ready",
            "smart-data-models-water-observed",
            "--envelope",
            "the-things-stack-v3");

    assertThat(answer.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(answer.notes())
        .contains("the ready device type smart-data-models-water-observed:", "no envelope");
  }

  private String refusal(String... arguments) {
    Answer answer = veedel(arguments);
    assertThat(answer.code()).as(answer.notes()).isEqualTo(ExitCode.USAGE);
    return answer.notes();
  }

  private Answer veedel(String... arguments) {
    return CommandLine.run(
        Map.of("VEEDEL_DATA_DIR", directory.resolve("data").toString()),
        Stream.concat(Stream.of("device-type"), Stream.of(arguments)).toArray(String[]::new));
  }
}

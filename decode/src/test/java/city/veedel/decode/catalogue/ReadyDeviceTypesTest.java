package city.veedel.decode.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadyDeviceTypesTest {
  private static final Path RESOURCES = Path.of("src/main/resources/city/veedel/decode/catalogue");

  @Test
  void theListNamesEveryFileAndEveryFileIsCalledAsItsType() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(RESOURCES)) {
      files =
          all.filter(file -> file.toString().endsWith(".yaml"))
              .filter(file -> !file.toString().endsWith(".fields.yaml"))
              .toList();
    }

    assertThat(ReadyDeviceTypes.ids())
        .containsExactlyInAnyOrderElementsOf(
            files.stream().map(ReadyDeviceTypesTest::idOfFile).toList());
    for (Path file : files) {
      assertThat(Files.readAllLines(file)).as("%s", file).contains("id: " + idOfFile(file));
    }
  }

  @Test
  void aTypeComesWithTheTextsBesideIt() {
    assertThat(ReadyDeviceTypes.findYaml("elsys-elt-2")).get().asString().contains("ELT-2");
    assertThat(ReadyDeviceTypes.textBeside("elsys-elt-2", "elsys.js")).contains("decodeUplink");
    assertThat(ReadyDeviceTypes.findYaml("nobodys")).isEmpty();
    assertThatThrownBy(() -> ReadyDeviceTypes.textBeside("elsys-elt-2", "other.js"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the catalogue has no \"elsys/other.js\"");
    assertThatThrownBy(() -> ReadyDeviceTypes.textBeside("nobodys", "elsys.js"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no device type \"nobodys\" is ready");
  }

  private static String idOfFile(Path file) {
    return RESOURCES.relativize(file).toString().replace('/', '-').replace(".yaml", "");
  }
}

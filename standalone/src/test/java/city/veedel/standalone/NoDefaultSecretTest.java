package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.veedel.standalone.product.DataDirectory;
import city.veedel.standalone.settings.Placeholders;
import city.veedel.standalone.settings.Settings;
import city.veedel.standalone.settings.SettingsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that opens anything is the same in two installations, or known before the start. */
class NoDefaultSecretTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(password|passwd|secret|token|api[-_]?key).*");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "changeme-changeme",
        "Change_Me_12345",
        "<your password here>",
        "PLACEHOLDER-2026",
        "password1234",
        "${ADMIN_PASSWORD}",
        "xxxxxxxxxxxxxxxx",
        "admin-admin-admin",
      })
  void aPlaceholderIsNoSecretAndNoStart(String placeholder) {
    for (String setting : List.of("admin-password", "database-password")) {
      SettingsException refused =
          catchThrowableOfType(
              SettingsException.class,
              () ->
                  Settings.of(
                      Map.of("database-url", "jdbc:postgresql://db/veedel", setting, placeholder),
                      Map.of()));

      assertThat(refused.problems()).singleElement().asString().contains(setting, "placeholder");
      assertThat(refused.getMessage()).doesNotContain(placeholder);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "correct horse battery", "Zk3vQ0w2m9x7", "me-and-my-bike-2026"})
  void aSecretSomebodyMadeIsTaken(String secret) {
    assertThat(Placeholders.contain(secret)).isFalse();
  }

  @Test
  void twoInstallationsShareNothing() {
    byte[] one = new DataDirectory(directory.resolve("one")).pepper();
    byte[] two = new DataDirectory(directory.resolve("two")).pepper();

    assertThat(one).hasSizeGreaterThanOrEqualTo(32).isNotEqualTo(two);
    assertThat(new DataDirectory(directory.resolve("one")).pepper()).isEqualTo(one);
    assertThat(Settings.of(Map.of(), Map.of()).adminPassword()).isEmpty();
  }

  /** Compose must stop where a password is missing, Grafana's among them. */
  @Test
  void theComposeFileHasNoPasswordOfItsOwn() throws IOException {
    JsonNode compose =
        new YAMLMapper().readTree(Files.readString(ROOT.resolve("docker-compose.yml")));
    int seen = 0;
    for (JsonNode service : compose.path("services")) {
      for (Map.Entry<String, JsonNode> variable : service.path("environment").properties()) {
        if (SECRET_NAME.matcher(variable.getKey()).matches()) {
          seen++;
          assertThat(variable.getValue().asText())
              .as(variable.getKey())
              .matches("\\$\\{[A-Z_]+(:\\?[^}]+)?}");
        }
      }
    }
    assertThat(seen).isGreaterThanOrEqualTo(4);
    assertThat(Files.readString(ROOT.resolve("docker-compose.yml")))
        .contains("${VEEDEL_DATABASE_PASSWORD:?", "${GRAFANA_ADMIN_PASSWORD:?");
  }

  @Test
  void whatIsShippedNamesNoSecret() throws IOException {
    Pattern assigned =
        Pattern.compile(
            "(?im)^\\s*(ENV|ARG|export)?\\s*[\\w.-]*(password|secret|token)\\s*[:=]\\s*(?!\\s*$)"
                + "(?!\\$|true|false)[\"']?[^\\s\"'$]{4,}");
    try (Stream<Path> shipped =
        Stream.of("Dockerfile", "docker-compose.yml", "veedel", "docs/grafana/datasource.yaml")
            .map(ROOT::resolve)) {
      for (Path file : shipped.toList()) {
        assertThat(assigned.matcher(Files.readString(file)).results().map(r -> r.group()).toList())
            .as(file.toString())
            .isEmpty();
      }
    }
  }
}

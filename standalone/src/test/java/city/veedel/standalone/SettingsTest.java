package city.veedel.standalone;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.veedel.standalone.settings.Setting;
import city.veedel.standalone.settings.Settings;
import city.veedel.standalone.settings.SettingsException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void withoutAnythingSetTheProductStaysOnThisMachine() {
    Settings settings = Settings.of(Map.of(), Map.of());

    assertThat(settings.bind()).isEqualTo("127.0.0.1");
    assertThat(settings.isOpen()).isFalse();
    assertThat(settings.coapPlain()).isFalse();
    assertThat(settings.ports()).isEqualTo(new Settings.Ports(8080, 1883, 8883, 5683, 5684));
    assertThat(settings.database()).isEmpty();
    assertThat(settings.journalCapacityBytes()).isEqualTo(8L << 30);
  }

  @Test
  void theEnvironmentWinsOverTheFile() {
    Settings settings =
        Settings.of(
            Map.of("http-port", "9000", "mqtt-port", "9001"), Map.of("VEEDEL_HTTP_PORT", "9100"));

    assertThat(settings.ports().http()).isEqualTo(9100);
    assertThat(settings.ports().mqtt()).isEqualTo(9001);
  }

  @Test
  void everyProblemIsToldAtOnce() {
    SettingsException failure =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                Settings.of(
                    Map.of("htp-port", "1", "journal-capacity", "1 MiB"),
                    Map.of(
                        "VEEDEL_MQTT_PORT", "70000",
                        "VEEDEL_COLOUR", "red",
                        "VEEDEL_ADMIN_PASSWORD", "short",
                        "VEEDEL_TLS_CERTIFICATE", "/nowhere.pem",
                        "VEEDEL_KAFKA", "broker:9092",
                        "VEEDEL_DATABASE_URL", "mysql://x")));

    assertThat(failure.problems())
        .anyMatch(problem -> problem.contains("unknown key \"htp-port\""))
        .anyMatch(problem -> problem.contains("unknown environment variable VEEDEL_COLOUR"))
        .anyMatch(problem -> problem.contains("VEEDEL_MQTT_PORT") && problem.contains("70000"))
        .anyMatch(problem -> problem.contains("at least 64 MiB"))
        .anyMatch(problem -> problem.contains("at least 12 characters"))
        .anyMatch(problem -> problem.contains("/nowhere.pem"))
        .anyMatch(problem -> problem.contains("certificate and key go together"))
        .anyMatch(problem -> problem.contains("Kafka journal is not part of this version"))
        .anyMatch(problem -> problem.contains("jdbc:postgresql:"));
    assertThat(failure.getMessage()).doesNotContain("short");
  }

  @Test
  void aBaseMapOfAnotherHostIsNamedByItsAddress() {
    Settings settings =
        Settings.of(
            Map.of("basemap-style-url", "https://maps.example.org:8443/koeln/style.json?key=a"),
            Map.of("VEEDEL_BASEMAP_ORIGINS", "https://tiles.example.org, http://127.0.0.1:8081,"));

    assertThat(settings.basemap().styleUrl())
        .contains(URI.create("https://maps.example.org:8443/koeln/style.json?key=a"));
    assertThat(settings.basemap().origins())
        .containsExactly("https://tiles.example.org", "http://127.0.0.1:8081");
    assertThat(Settings.of(Map.of(), Map.of()).basemap())
        .isEqualTo(new Settings.BasemapPlace(Optional.empty(), Optional.empty(), List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://maps.example.org/style.json",
        "maps.example.org/style.json",
        "https://",
        "https://user:secret@maps.example.org/style.json",
        "https://maps.example.org/a b.json",
        "https://maps.example.org;script-src/style.json",
        "https://*/style.json",
      })
  void anAddressThatCouldWidenThePolicyOfThePageIsRefused(String address) {
    for (String variable : List.of("VEEDEL_BASEMAP_STYLE_URL", "VEEDEL_BASEMAP_ORIGINS")) {
      assertThat(
              catchThrowableOfType(
                      SettingsException.class,
                      () -> Settings.of(Map.of(), Map.of(variable, address)))
                  .problems())
          .singleElement(as(InstanceOfAssertFactories.STRING))
          .startsWith(variable)
          .contains("must be a web address such as https://");
    }
  }

  @Test
  void theTableOfSettingsInTheDocumentsIsTheOneInTheCode() throws IOException {
    String rows =
        Arrays.stream(Setting.values())
            .map(setting ->
                "| `%s` | `%s` | %s | %s |"
                    .formatted(
                        setting.variable(),
                        setting.key(),
                        setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
                        setting.meaning()))
            .collect(Collectors.joining("\n"));
    String expected =
        """
        # Settings

        From `veedel.yaml` in the working directory (or the file `VEEDEL_CONFIG` names), then the environment. Unknown keys are
        refused; everything wrong is told at once. This table is made by `SettingsTest`.

        | environment | `veedel.yaml` | default | meaning |
        |---|---|---|---|
        """
            + rows
            + """


            ## The JVM's memory

            `./veedel` starts the JVM with `-Xms48m` and `MALLOC_ARENA_MAX=2`: the heap begins small and grows with the load, at most to a
            quarter of the machine's memory. `VEEDEL_JAVA_OPTIONS` comes after that and wins: `VEEDEL_JAVA_OPTIONS='-Xms4g -Xmx8g'` gives
            more, `-Xmx256m` less. In the container image it is `JAVA_TOOL_OPTIONS`, for example `-Xmx8g`; there `-Xms48m` stays.
            """;
    Path document = Path.of("..", "docs", "settings.md");
    if (Boolean.getBoolean("veedel.write-docs")) {
      Files.writeString(document, expected);
    }

    assertThat(document).content().isEqualTo(expected);
  }
}

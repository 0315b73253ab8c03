package city.veedel.standalone.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code veedel.yaml}: flat keys in kebab case. */
public final class SettingsFile {
  private SettingsFile() {}

  /**
   * @throws SettingsException when the file is there but cannot be read or is no flat mapping
   */
  public static Map<String, String> read(Path path) {
    if (!Files.exists(path)) {
      return Map.of();
    }
    try {
      JsonNode root = new YAMLMapper().readTree(Files.readString(path));
      Map<String, String> values = new LinkedHashMap<>();
      if (root == null || root.isMissingNode() || root.isNull()) {
        return values;
      }
      if (!root.isObject()) {
        throw new SettingsException(List.of(path + ": must be a mapping of keys to values"));
      }
      root.properties()
          .forEach(entry -> {
            if (!entry.getValue().isValueNode()) {
              throw new SettingsException(
                  List.of(path + ": \"" + entry.getKey() + "\" must be a single value"));
            }
            values.put(entry.getKey(), entry.getValue().asText());
          });
      return values;
    } catch (IOException e) {
      throw new SettingsException(List.of(path + ": " + e.getMessage()));
    }
  }

  /**
   * The settings of this process: {@code veedel.yaml} or {@code VEEDEL_CONFIG}, then environment.
   */
  public static Settings readAll(Map<String, String> environment) {
    String named = environment.getOrDefault("VEEDEL_CONFIG", "");
    Path path = Path.of(named.isEmpty() ? "veedel.yaml" : named);
    if (!named.isEmpty() && !Files.exists(path)) {
      throw new SettingsException(List.of("VEEDEL_CONFIG names a file that is not there: " + path));
    }
    return Settings.of(read(path), environment);
  }
}

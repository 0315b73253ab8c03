package city.veedel.decode.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Device types that are ready to be added, as the YAML that {@code ./veedel device-type add} reads
 * ({@code docs/device-types.md}), and the scripts, expressions and field tables they name. The type
 * {@code elsys-elt-2} is the resource {@code elsys/elt-2.yaml}, listed in {@code ready-types.txt}.
 */
public final class ReadyDeviceTypes {
  private static final String LIST = "ready-types.txt";
  private static final SortedMap<String, String> PATHS = paths();

  private ReadyDeviceTypes() {}

  /** In order of their names. */
  public static List<String> ids() {
    return List.copyOf(PATHS.keySet());
  }

  public static Optional<String> findYaml(String id) {
    return Optional.ofNullable(PATHS.get(id)).map(path -> text(path + ".yaml"));
  }

  /**
   * The text a type names as its {@code source-file}.
   *
   * @throws IllegalArgumentException when there is no such type, or nothing of that name beside it
   */
  public static String textBeside(String id, String name) {
    String path = PATHS.get(id);
    if (path == null) {
      throw new IllegalArgumentException("no device type \"" + id + "\" is ready");
    }
    return text(path.substring(0, path.lastIndexOf('/') + 1) + name);
  }

  private static SortedMap<String, String> paths() {
    SortedMap<String, String> paths = new TreeMap<>();
    text(LIST).lines().forEach(path -> paths.put(path.replace('/', '-'), path));
    return paths;
  }

  private static String text(String resource) {
    try (InputStream stream = ReadyDeviceTypes.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalArgumentException("the catalogue has no \"" + resource + "\"");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the class path cannot be read", e);
    }
  }
}

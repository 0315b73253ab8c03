package city.veedel.dashboard.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The base map a city brings along instead of the built-in sketch.
 *
 * @param directory of GeoJSON files, a PMTiles file or a {@code style.json}
 * @param style address of a MapLibre style; wins over the directory. Browsers fetch it themselves.
 * @param origins further origins (RFC 6454, {@code https://tiles.example.org}) whose tiles, sprites
 *     and glyphs the style names; pages may read from these and from the style's own, no others
 */
public record BasemapConfig(Optional<Path> directory, Optional<URI> style, List<String> origins) {
  // Nothing that could end a directive of the content security policy.
  private static final Pattern HOST = Pattern.compile("[a-z0-9.-]+|\\[[0-9a-f:.]+]");

  public BasemapConfig {
    style.ifPresent(BasemapConfig::originOf);
    origins = origins.stream().map(BasemapConfig::checkedOrigin).toList();
  }

  /** Nothing but the sketch in the page. */
  public static BasemapConfig builtin() {
    return new BasemapConfig(Optional.empty(), Optional.empty(), List.of());
  }

  public static BasemapConfig of(Path directory) {
    return new BasemapConfig(Optional.of(directory), Optional.empty(), List.of());
  }

  /** Every foreign origin a page may read the map from. */
  List<String> allowedOrigins() {
    List<String> allowed = new ArrayList<>();
    style.map(BasemapConfig::originOf).ifPresent(allowed::add);
    allowed.addAll(origins);
    return allowed.stream().distinct().toList();
  }

  /**
   * The origin of an address.
   *
   * @throws IllegalArgumentException unless it is http or https with a host and without a login
   */
  public static String originOf(URI address) {
    String scheme = address.getScheme() == null ? "" : address.getScheme();
    String host = address.getHost() == null ? "" : address.getHost();
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "must begin with https:// or http://, was \"" + address + "\"");
    }
    if (!HOST.matcher(host).matches() || address.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "must name a host and no login, such as https://tiles.example.org, was \""
              + address
              + "\"");
    }
    return scheme + "://" + host + (address.getPort() < 0 ? "" : ":" + address.getPort());
  }

  private static String checkedOrigin(String origin) {
    if (!originOf(URI.create(origin)).equals(origin)) {
      throw new IllegalArgumentException(
          "must be an origin without a path, such as https://tiles.example.org, was \""
              + origin
              + "\"");
    }
    return origin;
  }
}

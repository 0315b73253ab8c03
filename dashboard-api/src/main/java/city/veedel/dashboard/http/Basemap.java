package city.veedel.dashboard.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells the app what base map there is: the configured style, else the richest thing in the
 * configured directory.
 */
final class Basemap {
  static final String URL = "/basemap/";
  private static final int MOST_LAYERS = 32;

  private final BasemapConfig config;

  Basemap(BasemapConfig config) {
    this.config = config;
  }

  /** Blocks on the directory. */
  Answer describe() {
    if (config.style().isPresent()) {
      String address = config.style().get().toString();
      return kind("style", json -> json.writeStringField("url", address));
    }
    List<String> files = config.directory().map(Basemap::filesIn).orElse(List.of());
    if (files.contains("style.json")) {
      return kind("style", json -> json.writeStringField("url", urlOf("style.json")));
    }
    var tiles = files.stream().filter(file -> file.endsWith(".pmtiles")).findFirst();
    if (tiles.isPresent()) {
      return kind("pmtiles", json -> json.writeStringField("url", urlOf(tiles.get())));
    }
    List<String> layers =
        files.stream().filter(file -> file.endsWith(".geojson")).limit(MOST_LAYERS).toList();
    return layers.isEmpty() ? kind("builtin", json -> {}) : kind("geojson", layersOf(layers));
  }

  private static Json.Writing layersOf(List<String> layers) {
    return json -> {
      json.writeArrayFieldStart("layers");
      for (String file : layers) {
        writeLayer(json, file);
      }
      json.writeEndArray();
    };
  }

  private static void writeLayer(JsonGenerator json, String file) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", file.substring(0, file.length() - ".geojson".length()));
    json.writeStringField("url", urlOf(file));
    json.writeEndObject();
  }

  private static Answer kind(String kind, Json.Writing more) {
    return Answer.json(
            json -> {
              json.writeStartObject();
              json.writeStringField("kind", kind);
              more.to(json);
              json.writeEndObject();
            })
        .tagged();
  }

  private static List<String> filesIn(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the base map directory cannot be read", e);
    }
  }

  private static String urlOf(String file) {
    return URL + URLEncoder.encode(file, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

package city.veedel.dashboard.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The built web app from the class path, below {@code web/}. Files with a hash in their name never
 * change; everything else is asked for again. A path without a dot is a page of the app itself.
 */
final class WebApp {
  // Vite: name, dash, eight or more characters of hash.
  private static final Pattern HASHED = Pattern.compile("assets/.*-[A-Za-z0-9_-]{8,}\\.[a-z0-9]+");
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*");
  private static final int LONGEST_PATH = 256;
  private static final int REMEMBERED_FILES = 512;
  private static final String NOT_BUILT =
      """
      Veedel is running, but without its web app.

      The API answers below /api/v1, its description is at /openapi.json.
      To have the map as well, build the module dashboard-web.
      """;
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("geojson", "application/geo+json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("map", "application/json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("woff", "font/woff"),
          Map.entry("pbf", "application/x-protobuf"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  private final ClassLoader classes;
  // Only files that exist are remembered, so their number is that of the build's files.
  private final ConcurrentHashMap<String, Answer> files = new ConcurrentHashMap<>();

  WebApp(ClassLoader classes) {
    this.classes = classes;
  }

  /** Blocks on the class path the first time a file is asked for. */
  Answer answer(String path) {
    String file = path.equals("/") ? "index.html" : path.substring(1);
    if (!isSafe(file)) {
      throw missing(path);
    }
    boolean page = !file.substring(file.lastIndexOf('/') + 1).contains(".");
    if (page) {
      return find("index.html").orElseGet(() -> Answer.text(200, NOT_BUILT));
    }
    Optional<Answer> found = find(file);
    if (found.isEmpty() && file.equals("index.html")) {
      return Answer.text(200, NOT_BUILT);
    }
    return found.orElseThrow(() -> missing(path));
  }

  private static ProblemException missing(String path) {
    return new ProblemException(
        Problem.notFound("There is no file " + Parameters.quoted(path) + " on this server."));
  }

  private static boolean isSafe(String file) {
    if (file.length() > LONGEST_PATH) {
      return false;
    }
    for (String segment : file.split("/", -1)) {
      if (!SAFE.matcher(segment).matches()) {
        return file.endsWith("/") && segment.isEmpty();
      }
    }
    return true;
  }

  private Optional<Answer> find(String file) {
    Answer remembered = files.get(file);
    if (remembered != null) {
      return Optional.of(remembered);
    }
    try (InputStream in = classes.getResourceAsStream("web/" + file)) {
      if (in == null) {
        return Optional.empty();
      }
      Answer answer = answerOf(file, in.readAllBytes());
      if (files.size() < REMEMBERED_FILES) {
        files.put(file, answer);
      }
      return Optional.of(answer);
    } catch (IOException e) {
      throw new UncheckedIOException("the web app on the class path cannot be read", e);
    }
  }

  private static Answer answerOf(String file, byte[] content) {
    String extension = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String caching =
        HASHED.matcher(file).matches() ? "public, max-age=31536000, immutable" : "no-cache";
    return new Answer(
            200,
            TYPES.getOrDefault(extension, "application/octet-stream"),
            Map.of("Cache-Control", caching),
            content)
        .tagged();
  }
}

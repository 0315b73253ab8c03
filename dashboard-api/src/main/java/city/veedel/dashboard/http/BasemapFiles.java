package city.veedel.dashboard.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the base map's directory, whole or in parts (RFC 9110 section 14): a PMTiles archive
 * is read a few kilobytes at a time out of many gigabytes. Nothing outside of the directory is
 * given away, neither by a path nor by a symbolic link in it; nor is a hidden file.
 */
final class BasemapFiles implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(BasemapFiles.class);
  private static final int LONGEST_PATH = 1_024;
  private static final int READ_BYTES = 64 * 1024;
  private static final String TILES = "application/vnd.pmtiles";
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("json", "application/json"),
          Map.entry("geojson", "application/geo+json"),
          Map.entry("pmtiles", TILES),
          Map.entry("pbf", "application/x-protobuf"),
          Map.entry("mvt", "application/vnd.mapbox-vector-tile"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("webp", "image/webp"));

  private final Vertx vertx;
  private final Path directory;
  private final int most;
  private final AtomicInteger inWork = new AtomicInteger();

  /**
   * @param most files being sent at once; one more gets 503
   */
  BasemapFiles(Vertx vertx, Path directory, int most) {
    this.vertx = vertx;
    this.directory = directory;
    this.most = most;
  }

  private record Found(Path path, long size, String tag) {
    String type() {
      String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
      return TYPES.getOrDefault(
          name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }

    /** Tiles are asked for often and change all together; a style is asked for again each time. */
    String caching() {
      return type().equals(TILES) ? "public, max-age=3600" : "no-cache";
    }
  }

  @Override
  public void handle(RoutingContext context) {
    if (inWork.incrementAndGet() > most) {
      inWork.decrementAndGet();
      Answering.send(context, busy().toAnswer());
      return;
    }
    context.addEndHandler(_ -> inWork.decrementAndGet());
    String path = context.normalizedPath().substring(Basemap.URL.length());
    vertx
        .executeBlocking(() -> find(path), false)
        .onSuccess(found ->
            found.ifPresentOrElse(
                file -> send(context, file),
                () -> Answering.send(context, missing(path).toAnswer())))
        .onFailure(e -> {
          log.warn("The base map directory {} cannot be read.", directory, e);
          Answering.send(context, Answering.internalError().toAnswer());
        });
  }

  /** Blocks on the directory. */
  private Optional<Found> find(String encoded) throws IOException {
    Optional<List<String>> segments = segments(encoded);
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path root = directory.toRealPath();
      Path file = root;
      for (String segment : segments.get()) {
        file = file.resolve(segment);
      }
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      Path real = file.toRealPath();
      BasicFileAttributes attributes =
          Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return real.startsWith(root) && attributes.isRegularFile()
          ? Optional.of(new Found(real, attributes.size(), tagOf(attributes)))
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<List<String>> segments(String encoded) {
    if (encoded.length() > LONGEST_PATH) {
      return Optional.empty();
    }
    try {
      String path = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
      List<String> segments = List.of(path.split("/", -1));
      boolean plain =
          segments.stream()
              .noneMatch(s -> s.isEmpty() || s.startsWith(".") || s.indexOf('\\') >= 0);
      return plain ? Optional.of(segments) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Strong: parts of different versions must never be put together. */
  private static String tagOf(BasicFileAttributes attributes) {
    return "\"%x-%x\""
        .formatted(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.size());
  }

  private void send(RoutingContext context, Found file) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    response.putHeader("ETag", file.tag());
    response.putHeader("Cache-Control", file.caching());
    response.putHeader("Accept-Ranges", "bytes");
    if (names(request.getHeader("If-None-Match"), file.tag())) {
      response.setStatusCode(304).end();
      return;
    }
    @Nullable String condition = request.getHeader("If-Range");
    boolean inParts = condition == null || condition.strip().equals(file.tag());
    Optional<ByteRange> range =
        inParts ? ByteRange.of(request.getHeader("Range"), file.size()) : Optional.empty();
    range.ifPresent(part -> response.putHeader("Content-Range", part.contentRange(file.size())));
    if (range.isPresent() && range.get().equals(ByteRange.UNSATISFIABLE)) {
      Answering.send(context, unsatisfiable(file).toAnswer());
      return;
    }
    ByteRange part = range.orElse(new ByteRange(0, file.size()));
    response.setStatusCode(range.isPresent() ? 206 : 200);
    response.putHeader("Content-Type", file.type());
    if (request.method().equals(HttpMethod.HEAD) || part.length() == 0) {
      response.putHeader("Content-Length", Long.toString(part.length())).end();
      return;
    }
    pass(response, file, part);
  }

  /** As fast as the reader takes it. Not by sendFile: that logs an error for each who leaves. */
  private void pass(HttpServerResponse response, Found file, ByteRange part) {
    response.putHeader("Content-Length", Long.toString(part.length()));
    vertx
        .fileSystem()
        .open(file.path().toString(), new OpenOptions().setWrite(false).setCreate(false))
        .compose(opened ->
            opened
                .setReadBufferSize(READ_BYTES)
                .setReadPos(part.start())
                .setReadLength(part.length())
                .pipe()
                .endOnFailure(false)
                .to(response)
                .eventually(opened::close))
        .onFailure(e -> {
          log.debug("A base map file was not sent to its end.", e);
          // Less than was promised: only a cut connection says so.
          response.reset();
        });
  }

  private static boolean names(@Nullable String tags, String tag) {
    if (tags == null) {
      return false;
    }
    for (String one : tags.split(",", -1)) {
      String weak = one.strip();
      if (weak.equals("*") || (weak.startsWith("W/") ? weak.substring(2) : weak).equals(tag)) {
        return true;
      }
    }
    return false;
  }

  private static Problem missing(String path) {
    return Problem.notFound(
        "There is no file " + Parameters.quoted(path) + " in the base map directory.");
  }

  private static Problem unsatisfiable(Found file) {
    return Problem.of(
        416,
        "range_not_satisfiable",
        "The file ends before that",
        "The file has " + file.size() + " bytes; ask for a range that begins before its end.");
  }

  private static Problem busy() {
    return Problem.retryLater(
        503,
        "server_busy",
        "The server is busy",
        "Too many base map files are being sent; ask again shortly.",
        1);
  }
}

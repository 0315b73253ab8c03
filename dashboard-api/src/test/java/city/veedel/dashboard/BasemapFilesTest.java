package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.dashboard.http.BasemapConfig;
import city.veedel.dashboard.http.HttpConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a city's own base map over real sockets: in parts, with tags, and no others. */
class BasemapFilesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TILES = "0123456789abcdefghij";

  @TempDir Path outside;
  private Path directory;
  private RunningDashboard dashboard;

  @BeforeEach
  void start() throws Exception {
    directory = Files.createDirectory(outside.resolve("basemap"));
    Files.writeString(directory.resolve("koeln.pmtiles"), TILES);
    Files.writeString(outside.resolve("secret.json"), "{}");
    dashboard =
        RunningDashboard.start(c -> c.withHttp(c.http().withBasemap(BasemapConfig.of(directory))));
  }

  @AfterEach
  void stop() {
    dashboard.close();
  }

  private HttpResponse<String> range(String range, String... more) throws Exception {
    List<String> headers = new ArrayList<>(List.of("Range", range));
    headers.addAll(List.of(more));
    return dashboard.get("/basemap/koeln.pmtiles", headers.toArray(String[]::new));
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void aPartIsAnsweredWithWhereItLies() throws Exception {
    HttpResponse<String> middle = range("bytes=2-4");
    assertThat(middle.statusCode()).isEqualTo(206);
    assertThat(middle.body()).isEqualTo("234");
    assertThat(header(middle, "content-range")).isEqualTo("bytes 2-4/20");
    assertThat(header(middle, "content-length")).isEqualTo("3");
    assertThat(header(middle, "accept-ranges")).isEqualTo("bytes");
    assertThat(header(middle, "content-type")).isEqualTo("application/vnd.pmtiles");

    assertThat(range("bytes=18-").body()).isEqualTo("ij");
    assertThat(range("bytes=-3").body()).isEqualTo("hij");
    assertThat(range("bytes=-100").body()).isEqualTo(TILES);
    HttpResponse<String> beyond = range("bytes=16-16383");
    assertThat(beyond.body()).isEqualTo("ghij");
    assertThat(header(beyond, "content-range")).isEqualTo("bytes 16-19/20");
  }

  @Test
  void aPartBehindTheEndIsRefusedWithTheLength() throws Exception {
    for (String range : List.of("bytes=20-", "bytes=20-30", "bytes=-0")) {
      HttpResponse<String> answer = range(range);
      assertThat(answer.statusCode()).as(range).isEqualTo(416);
      assertThat(header(answer, "content-range")).isEqualTo("bytes */20");
      assertThat(header(answer, "content-type")).contains("application/problem+json");
    }
  }

  @Test
  void aRangeNobodyUnderstandsIsTheWholeFile() throws Exception {
    for (String range :
        List.of("bytes=4-2", "bytes=", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5")) {
      HttpResponse<String> answer = range(range);
      assertThat(answer.statusCode()).as(range).isEqualTo(200);
      assertThat(answer.body()).as(range).isEqualTo(TILES);
      assertThat(header(answer, "content-range")).isEmpty();
    }
  }

  @Test
  void theTagIsStrongAndPartsOfDifferentVersionsAreNeverMixed() throws Exception {
    String tag = header(range("bytes=0-1"), "etag");
    assertThat(tag).startsWith("\"").endsWith("\"");
    assertThat(dashboard.get("/basemap/koeln.pmtiles", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
    assertThat(range("bytes=0-1", "If-Range", tag).statusCode()).isEqualTo(206);

    Files.writeString(directory.resolve("koeln.pmtiles"), "other");
    Files.setLastModifiedTime(
        directory.resolve("koeln.pmtiles"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));

    HttpResponse<String> now = range("bytes=0-1", "If-Range", tag);
    assertThat(now.statusCode()).isEqualTo(200);
    assertThat(now.body()).isEqualTo("other");
    assertThat(header(now, "etag")).isNotEqualTo(tag);
  }

  @Test
  void headSaysTheLengthAndNothingElse() throws Exception {
    HttpResponse<String> answer =
        dashboard.send(
            HttpRequest.newBuilder(dashboard.uri("/basemap/koeln.pmtiles"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-length")).isEqualTo("20");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void nothingOutsideOfTheDirectoryAndNothingHiddenIsGivenAway() throws Exception {
    Files.createSymbolicLink(directory.resolve("link.json"), outside.resolve("secret.json"));
    Files.createSymbolicLink(directory.resolve("up"), outside);
    Files.writeString(directory.resolve(".hidden.json"), "{}");
    Files.createDirectory(directory.resolve("sprites"));
    for (String path :
        List.of(
            "/basemap/link.json",
            "/basemap/up/secret.json",
            "/basemap/../secret.json",
            "/basemap/%2e%2e/secret.json",
            "/basemap/..%2fsecret.json",
            "/basemap/%2e%2e%2fsecret.json",
            "/basemap/sprites/..%2f..%2fsecret.json",
            "/basemap/%2fetc%2fpasswd",
            "/basemap/..%5csecret.json",
            "/basemap/.hidden.json",
            "/basemap/koeln.pmtiles%00",
            "/basemap/sprites",
            "/basemap/sprites/",
            "/basemap/",
            "/basemap/" + "a".repeat(2_000))) {
      assertThat(raw(path)).as(path).containsAnyOf(" 404 ", " 400 ").doesNotContain(" 200 ");
    }
  }

  @Test
  void aLinkThatStaysInsideAndASubdirectoryAreServed() throws Exception {
    Files.createDirectory(directory.resolve("my sprites"));
    Files.writeString(directory.resolve("my sprites/süd+1.json"), "{\"a\":1}");
    Files.createSymbolicLink(directory.resolve("today.pmtiles"), Path.of("koeln.pmtiles"));

    assertThat(dashboard.get("/basemap/my%20sprites/s%C3%BCd+1.json").body())
        .isEqualTo("{\"a\":1}");
    assertThat(dashboard.get("/basemap/today.pmtiles").body()).isEqualTo(TILES);
  }

  @Test
  void aFileLargerThanFourGigabytesIsReadAtItsEnd() throws Exception {
    long size = (5L << 30) + 4;
    try (RandomAccessFile sparse =
        new RandomAccessFile(directory.resolve("large.pmtiles").toFile(), "rw")) {
      sparse.setLength(size);
      sparse.seek(size - 4);
      sparse.write("last".getBytes(StandardCharsets.UTF_8));
    }
    HttpResponse<String> end =
        dashboard.get("/basemap/large.pmtiles", "Range", "bytes=" + (size - 4) + "-" + (size - 1));
    assertThat(end.statusCode()).isEqualTo(206);
    assertThat(end.body()).isEqualTo("last");
    assertThat(header(end, "content-range")).isEqualTo("bytes 5368709120-5368709123/5368709124");
  }

  @Test
  void moreFilesAtOnceThanAllowedAreAskedToWait() throws Exception {
    try (RandomAccessFile sparse =
        new RandomAccessFile(directory.resolve("large.pmtiles").toFile(), "rw")) {
      sparse.setLength(256L << 20);
    }
    try (RunningDashboard small = RunningDashboard.start(this::withThreeRequestsInWork)) {
      List<Socket> readers = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          readers.add(slowReader(small, "/basemap/large.pmtiles"));
        }
        await()
            .atMost(PATIENCE)
            .until(() -> small.get("/basemap/koeln.pmtiles").statusCode() == 503);
        HttpResponse<String> refused = small.get("/basemap/koeln.pmtiles");
        assertThat(header(refused, "retry-after")).isEqualTo("1");
        assertThat(small.get("/health/live").statusCode()).isEqualTo(200);
      } finally {
        for (Socket reader : readers) {
          reader.close();
        }
      }
      await().atMost(PATIENCE).until(() -> small.get("/basemap/koeln.pmtiles").statusCode() == 200);
    }
  }

  private DashboardConfig withThreeRequestsInWork(DashboardConfig config) {
    HttpConfig http = config.http();
    return config.withHttp(
        new HttpConfig(
            http.bind(),
            http.port(),
            http.tls(),
            http.eventLoops(),
            http.connections(),
            3,
            http.bodyBytes(),
            http.requestTimeout(),
            http.idleTimeout(),
            http.sessionLifetime(),
            http.identityCache(),
            http.loginCheck(),
            http.loginAudit(),
            http.trustForwardedFor(),
            BasemapConfig.of(directory)));
  }

  @Test
  void aForeignStyleOpensThePolicyForItsOriginAndNoOther() throws Exception {
    assertThat(header(dashboard.get("/"), "content-security-policy"))
        .contains("connect-src 'self';", "img-src 'self' data: blob:;");
    BasemapConfig foreign =
        new BasemapConfig(
            Optional.empty(),
            Optional.of(URI.create("https://maps.example.org:8443/light/style.json?key=a")),
            List.of("https://tiles.example.org"));
    try (RunningDashboard other =
        RunningDashboard.start(c -> c.withHttp(c.http().withBasemap(foreign)))) {
      assertThat(other.get("/api/v1/basemap").body())
          .isEqualTo(
              "{\"kind\":\"style\",\"url\":\"https://maps.example.org:8443/light/style.json?key=a\"}");
      assertThat(header(other.get("/"), "content-security-policy"))
          .contains(
              "connect-src 'self' https://maps.example.org:8443 https://tiles.example.org;",
              "img-src 'self' data: blob: https://maps.example.org:8443 https://tiles.example.org;",
              "script-src 'self';")
          .doesNotContain("style.json");
    }
  }

  /** As written: Java's own client would tidy the path. */
  private String raw(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), dashboard.port())) {
      socket.setSoTimeout(10_000);
      ask(socket, path);
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }
  }

  private static Socket slowReader(RunningDashboard from, String path) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), from.port());
    ask(socket, path);
    return socket;
  }

  private static void ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
  }
}

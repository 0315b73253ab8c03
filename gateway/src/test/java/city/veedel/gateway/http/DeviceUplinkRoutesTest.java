package city.veedel.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig.Rates;
import city.veedel.gateway.testing.CountedIntake;
import city.veedel.gateway.testing.FakeIntake;
import city.veedel.gateway.testing.TestDevices;
import city.veedel.model.Outcome;
import city.veedel.model.Protocol;
import city.veedel.model.RefusalReason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceUplinkRoutesTest {
  private static final String READING = "{\"values\":{\"no2\":41.2}}";
  private static final int MAX_BODY = 1_000;

  private final TestDevices devices =
      TestDevices.with("dev-1", TestDevices.jsonType()).and("dev-2", TestDevices.jsonType());
  private final FakeIntake intake = new FakeIntake();
  private final CountedIntake counted = new CountedIntake(intake);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Vertx vertx = Vertx.vertx();
  private final List<DeviceUplinkRoutes> mounted = new ArrayList<>();
  private final AtomicInteger ticks = new AtomicInteger();

  /** As long as nothing else asked for a timer before, it has the number 0. */
  private final long othersTimer = vertx.setPeriodic(1, tick -> ticks.incrementAndGet());

  private DeviceRates rates = new DeviceRates(Rates.DEFAULTS, InstantSource.system());
  private int port;

  @BeforeEach
  void listen() throws Exception {
    port =
        serve(new DeviceUplinkConfig(MAX_BODY, Duration.ofSeconds(20), 2, Duration.ofSeconds(7)));
  }

  private int serve(DeviceUplinkConfig config) throws Exception {
    Router router = Router.router(vertx);
    mounted.add(DeviceUplinkRoutes.mount(router, config, devices.directory(), counted, rates));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return server.actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void answers202OnlyAfterTheMessageIsDurable() throws Exception {
    intake.hold();

    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(uplink().build(), BodyHandlers.ofString());
    await().until(() -> intake.arrivals().size() == 1);
    assertThat(response).isNotDone();
    intake.release(new Outcome.Accepted(3, 1));

    assertThat(response.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    assertThat(response.join().body()).isEqualTo("{\"accepted\":3,\"set_aside\":1}");
    Arrival arrival = intake.arrivals().getFirst();
    assertThat(arrival.device().id().value()).isEqualTo("dev-1");
    assertThat(arrival.protocol()).isEqualTo(Protocol.HTTP);
    assertThat(arrival.address()).isEqualTo("/v1/dev-1/up");
    assertThat(arrival.format()).isEqualTo(ContentFormat.JSON);
    assertThat(arrival.assured()).isTrue();
    assertThat(arrival.refusalIsTold()).isTrue();
    assertThat(new String(arrival.payload().bytes(), StandardCharsets.UTF_8)).isEqualTo(READING);
  }

  @Test
  void answersWhatItTookBeforeItWasClosedAndTakesNothingAfter() throws Exception {
    intake.hold();
    CompletableFuture<HttpResponse<String>> before =
        client.sendAsync(uplink().build(), BodyHandlers.ofString());
    await().until(() -> intake.arrivals().size() == 1);

    mounted.getFirst().close();
    HttpResponse<String> after = send(uplink());
    intake.release(new Outcome.Accepted(1, 0));

    assertThat(before.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    assertThat(after.statusCode()).isEqualTo(503);
    assertThat(after.body()).contains("\"code\":\"stopping\"");
    assertThat(after.headers().firstValue("Retry-After")).isPresent();
    assertThat(intake.arrivals()).hasSize(1);
  }

  @Test
  void takesBasicCredentialsAsWell() throws Exception {
    assertThat(send(uplink().setHeader("Authorization", basic("dev-1"))).statusCode())
        .isEqualTo(202);
  }

  @Test
  void takesABodyWhoseFormatIsNotDeclared() throws Exception {
    HttpRequest.Builder undeclared =
        HttpRequest.newBuilder(uri(port, "dev-1"))
            .header("Authorization", "Bearer " + devices.secret("dev-1"))
            .POST(BodyPublishers.ofString(READING));

    assertThat(send(undeclared).statusCode()).isEqualTo(202);
    assertThat(intake.arrivals().getFirst().format()).isEqualTo(ContentFormat.UNDECLARED);
  }

  @Test
  void refusesAWrongSecretAndAnUnknownDeviceAlikeWith401() throws Exception {
    HttpResponse<String> wrong = send(uplink().setHeader("Authorization", "Bearer wrong"));
    HttpResponse<String> unknown =
        send(
            HttpRequest.newBuilder(uri(port, "nobody"))
                .header("Authorization", "Bearer wrong")
                .POST(BodyPublishers.ofString(READING)));
    HttpResponse<String> silent =
        send(HttpRequest.newBuilder(uri(port, "dev-1")).POST(BodyPublishers.ofString(READING)));

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(silent.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo(unknown.body()).isEqualTo(silent.body());
    assertThat(wrong.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("Bearer", "Basic");
    assertThat(intake.arrivals()).isEmpty();
  }

  @Test
  void whoIsRefusedStopsNoTimerOfOthers() throws Exception {
    assertThat(send(uplink().setHeader("Authorization", "Bearer wrong")).statusCode())
        .isEqualTo(401);

    int before = ticks.get();
    await().until(() -> ticks.get() > before + 1);
    assertThat(vertx.cancelTimer(othersTimer)).isTrue();
  }

  @Test
  void refusesADisabledDeviceAtOnce() throws Exception {
    devices.disable("dev-1");

    assertThat(send(uplink()).statusCode()).isEqualTo(401);
  }

  @Test
  void refusesAnotherDevicesPathWith403() throws Exception {
    HttpResponse<String> response = send(uplink().setHeader("Authorization", basic("dev-2")));

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(problem(response).getString("detail")).contains("/v1/dev-2/up");
  }

  @Test
  void refusesOtherMethodsWith405AndOtherPathsWith404() throws Exception {
    HttpResponse<String> get = send(HttpRequest.newBuilder(uri(port, "dev-1")).GET());
    HttpResponse<String> elsewhere =
        send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/dev-1/down"))
                .POST(BodyPublishers.noBody()));

    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).contains("POST");
    assertThat(elsewhere.statusCode()).isEqualTo(404);
  }

  @Test
  void pointsAtTheFaultOfAnUndecodableBodyWith422() throws Exception {
    intake.answerWith(
        new Outcome.Refused(
            RefusalReason.VALUE_INVALID, "\"no2\" is a text <b>", "/values/no2", true));

    HttpResponse<String> response = send(uplink());

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonObject problem = problem(response);
    assertThat(problem.getString("type")).isEqualTo("urn:veedel:problem:value_invalid");
    assertThat(problem.getString("title")).isEqualTo("Value invalid");
    assertThat(problem.getInteger("status")).isEqualTo(422);
    assertThat(problem.getString("code")).isEqualTo("value_invalid");
    assertThat(problem.getJsonArray("errors").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("pointer", "/values/no2")
                .put("code", "value_invalid")
                .put("detail", "\"no2\" is a text <b>"));
  }

  @Test
  void answersEachRefusalWithItsStatus() throws Exception {
    for (RefusalReason reason : RefusalReason.values()) {
      intake.answerWith(new Outcome.Refused(reason, "seen", "", reason.kept()));

      assertThat(send(uplink()).statusCode()).as(reason.code()).isEqualTo(reason.httpStatus());
    }
  }

  @Test
  void refusesAnUnknownMediaTypeWith415() throws Exception {
    HttpResponse<String> response = send(uplink().setHeader("Content-Type", "text/csv"));

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("Accept-Post").orElseThrow())
        .contains("application/senml+cbor");
  }

  @Test
  void refusesACompressedBodyWith415() throws Exception {
    assertThat(send(uplink().setHeader("Content-Encoding", "gzip")).statusCode()).isEqualTo(415);
    assertThat(intake.arrivals()).isEmpty();
  }

  @Test
  void tellsABusyClientWhenToReturn() throws Exception {
    intake.answerWith(new Outcome.Busy(Duration.ofSeconds(10)));

    HttpResponse<String> response = send(uplink());

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(retryAfter(response)).isBetween(10L, 16L);
  }

  @Test
  void tellsATooFastDeviceWhenToReturn() throws Exception {
    rates = new DeviceRates(new Rates(0.4, 1, 10), InstantSource.fixed(Instant.EPOCH));
    listen();

    assertThat(send(uplink()).statusCode()).isEqualTo(202);
    HttpResponse<String> response = send(uplink());

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(retryAfter(response)).isBetween(3L, 5L);
    assertThat(intake.arrivals()).hasSize(1);
  }

  @Test
  void discardsWithinTheDevicesQuotaOnly() throws Exception {
    devices.quota("dev-1", 4);
    intake.answerWith(new Outcome.Accepted(3, 1));
    assertThat(send(uplink()).statusCode()).isEqualTo(202);

    HttpResponse<String> response = send(uplink());

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(retryAfter(response)).isBetween(3_600L, 5_401L);
    JsonObject problem = new JsonObject(response.body());
    assertThat(problem.getString("code")).isEqualTo("quota_exceeded");
    assertThat(problem.getString("detail"))
        .contains("may bring 4 observations a month and has brought 4 in 2026-11");
    assertThat(send(uplink()).statusCode()).isEqualTo(429);
    assertThat(intake.arrivals()).hasSize(1);
    assertThat(counted.discarded("http")).isEqualTo(2);
    assertThat(counted.audited()).hasSize(1);
  }

  @Test
  void answers503WhenTooManyRequestsWait() throws Exception {
    intake.hold();
    var first = client.sendAsync(uplink().build(), BodyHandlers.ofString());
    var second = client.sendAsync(uplink().build(), BodyHandlers.ofString());
    await().until(() -> intake.arrivals().size() == 2);

    HttpResponse<String> third = send(uplink());
    intake.release(new Outcome.Accepted(1, 0));

    assertThat(third.statusCode()).isEqualTo(503);
    assertThat(retryAfter(third)).isGreaterThanOrEqualTo(7);
    assertThat(first.join().statusCode()).isEqualTo(202);
    assertThat(second.join().statusCode()).isEqualTo(202);
    assertThat(send(uplink()).statusCode()).isEqualTo(202);
  }

  @Test
  void takesTheLongestBodyAndRefusesOneByteMoreWith413() throws Exception {
    HttpResponse<String> longest =
        send(uplink().POST(BodyPublishers.ofByteArray(new byte[MAX_BODY])));
    HttpResponse<String> longer =
        send(uplink().POST(BodyPublishers.ofByteArray(new byte[MAX_BODY + 1])));

    assertThat(longest.statusCode()).isEqualTo(202);
    assertThat(longer.statusCode()).isEqualTo(413);
  }

  @Test
  void stopsReadingAChunkedBodyAtTheLimit() throws Exception {
    String answer =
        exchange(
            port,
            head("dev-1", "Transfer-Encoding: chunked")
                + "200\r\n"
                + "x".repeat(0x200)
                + "\r\n200\r\n"
                + "x".repeat(0x200)
                + "\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413");
    assertThat(intake.arrivals()).isEmpty();
  }

  @Test
  void doesNotInviteABodyItWouldRefuse() throws Exception {
    String announced = head("dev-1", "Expect: 100-continue", "Content-Length: 5000");
    String welcome =
        head("dev-1", "Expect: 100-continue", "Content-Length: 5", "Connection: close");

    assertThat(exchange(port, announced)).startsWith("HTTP/1.1 413");
    assertThat(exchange(port, welcome + "12345"))
        .startsWith("HTTP/1.1 100")
        .contains("HTTP/1.1 202");
  }

  @Test
  void refusesARequestWithTwoLengths() throws Exception {
    String smuggled =
        exchange(
            port,
            head("dev-1", "Content-Length: 5", "Transfer-Encoding: chunked")
                + "0\r\n\r\nPOST /v1/dev-1/up HTTP/1.1\r\n\r\n");
    String twice =
        exchange(port, head("dev-1", "Content-Length: 5", "Content-Length: 6") + "123456");

    assertThat(smuggled).doesNotContain("HTTP/1.1 202");
    assertThat(twice).startsWith("HTTP/1.1 400");
  }

  @Test
  void givesUpOnABodyThatDoesNotArriveInTime() throws Exception {
    int impatient =
        serve(new DeviceUplinkConfig(MAX_BODY, Duration.ofMillis(200), 1, Duration.ofSeconds(1)));

    assertThat(exchange(impatient, head("dev-1", "Content-Length: 5") + "1"))
        .startsWith("HTTP/1.1 408");
    // The permit came back.
    assertThat(exchange(impatient, head("dev-1", "Content-Length: 1", "Connection: close") + "1"))
        .startsWith("HTTP/1.1 202");
  }

  @Test
  void saysNothingWhenTheJournalHasFailed() throws Exception {
    intake.hold();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      write(socket, head("dev-1", "Content-Length: 1") + "1");
      await().until(() -> intake.arrivals().size() == 1);

      intake.fail();

      assertThat(readAll(socket)).isEmpty();
    }
  }

  private HttpRequest.Builder uplink() {
    return HttpRequest.newBuilder(uri(port, "dev-1"))
        .header("Authorization", "Bearer " + devices.secret("dev-1"))
        .header("Content-Type", "application/json; charset=utf-8")
        .POST(BodyPublishers.ofString(READING));
  }

  private static URI uri(int port, String device) {
    return URI.create("http://127.0.0.1:" + port + "/v1/" + device + "/up");
  }

  private String basic(String device) {
    String pair = device + ":" + devices.secret(device);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonObject problem(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  private static long retryAfter(HttpResponse<String> response) {
    return response.headers().firstValueAsLong("Retry-After").orElseThrow();
  }

  private String head(String device, String... headers) {
    return "POST /v1/"
        + device
        + "/up HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + devices.secret(device)
        + "\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  /** Sends bytes no HTTP client would, and reads until the server closes. */
  private static String exchange(int port, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      write(socket, bytes);
      return readAll(socket);
    }
  }

  private static void write(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String readAll(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
  }
}

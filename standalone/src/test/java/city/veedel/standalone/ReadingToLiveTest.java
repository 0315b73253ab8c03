package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.standalone.product.Product;
import city.veedel.standalone.testing.LiveStream;
import city.veedel.standalone.testing.OutsideProgram;
import city.veedel.standalone.testing.OutsideProgram.Run;
import city.veedel.standalone.testing.TestProduct;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A reading made up on the spot travels from other people's programs to the live stream. */
class ReadingToLiveTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static Product product;
  private static String secret;

  @BeforeAll
  static void start() {
    product = TestProduct.start(directory);
    secret = TestProduct.addDevice(product, "pole-1", "json");
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  static Stream<Arguments> versionsAndLevels() {
    return Stream.of("mqttv311", "mqttv5")
        .flatMap(version -> Stream.of(0, 1, 2).map(qos -> Arguments.of(version, qos)));
  }

  @ParameterizedTest
  @MethodSource("versionsAndLevels")
  void overMqtt(String version, int qos) throws Exception {
    String program = installed("mosquitto_pub");
    double value = madeUp();
    try (LiveStream live = LiveStream.open(product.running().url())) {
      Run run =
          OutsideProgram.run(
              program,
              "-h",
              "127.0.0.1",
              "-p",
              String.valueOf(product.running().mqtt()),
              "-V",
              version,
              "-i",
              "pole-1",
              "-u",
              "pole-1",
              "-P",
              secret,
              "-t",
              "v1/pole-1/up",
              "-q",
              String.valueOf(qos),
              "-m",
              "{\"values\":{\"no2\":" + value + "}}");

      assertThat(run.exitCode()).as(run.output()).isZero();
      awaitLive(live, value, "mosquitto_pub -V " + version + " -q " + qos, run);
    }
  }

  @Test
  void overPlainCoap() throws Exception {
    String program = installed("coap-client-openssl", "coap-client", "coap-client-gnutls");
    double value = madeUp();
    try (LiveStream live = LiveStream.open(product.running().url())) {
      Run run =
          OutsideProgram.run(
              program,
              "-m",
              "post",
              "-t",
              "50",
              "-B",
              "10",
              "-e",
              "{\"values\":{\"pm10\":" + value + "}}",
              "coap://127.0.0.1:" + product.running().coap() + "/v1/pole-1/up?key=" + secret);

      assertThat(run.exitCode()).as(run.output()).isZero();
      awaitLive(live, value, program + " coap://", run);
    }
  }

  @Test
  void overCoapWithDtls() throws Exception {
    String program = installed("coap-client-openssl", "coap-client-gnutls");
    double value = madeUp();
    try (LiveStream live = LiveStream.open(product.running().url())) {
      Run run =
          OutsideProgram.run(
              program,
              "-m",
              "post",
              "-u",
              "pole-1",
              "-k",
              secret,
              "-t",
              "50",
              "-B",
              "10",
              "-e",
              "{\"values\":{\"pm10\":" + value + "}}",
              "coaps://127.0.0.1:" + product.running().coaps() + "/v1/pole-1/up");

      assertThat(run.exitCode()).as(run.output()).isZero();
      awaitLive(live, value, program + " coaps://", run);
    }
  }

  @Test
  void overHttp() throws Exception {
    String program = installed("curl");
    double value = madeUp();
    try (LiveStream live = LiveStream.open(product.running().url())) {
      Run run =
          OutsideProgram.run(
              program,
              "-sS",
              "-o",
              "/dev/null",
              "-w",
              "%{http_code}",
              "-H",
              "Authorization: Bearer " + secret,
              "-H",
              "Content-Type: application/json",
              "-d",
              "{\"values\":{\"o3\":" + value + "}}",
              product.running().url() + "/v1/pole-1/up");

      assertThat(run.output()).isEqualTo("202");
      awaitLive(live, value, "curl", run);
    }
  }

  /** Tells how long it took; a bar on the clock is the bench's business (docs/performance.md). */
  private static void awaitLive(LiveStream live, double value, String what, Run run) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> live.hasSeen(String.valueOf(value)));
    System.err.printf(
        "%s: on /api/v1/live %d ms after the program was started, which itself ran %d ms%n",
        what, Duration.between(run.begun(), Instant.now()).toMillis(), run.took().toMillis());
  }

  private static String installed(String... names) {
    Optional<String> program = OutsideProgram.find(names);
    Assumptions.assumeTrue(program.isPresent(), () -> names[0] + " is not installed");
    return program.orElseThrow();
  }

  /** A value nobody else has, that reads the same in every language. */
  private static double madeUp() {
    return ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999) / 1000.0 + 0.5;
  }
}

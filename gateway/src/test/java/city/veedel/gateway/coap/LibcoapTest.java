package city.veedel.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.conformance.Clause;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.IntakeConfig.Rates;
import city.veedel.gateway.testing.FakeIntake;
import city.veedel.gateway.testing.TestDevices;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another implementation of CoAP and DTLS: libcoap on OpenSSL, where it is installed. */
class LibcoapTest {
  private static final String CLIENT = "coap-client-openssl";

  @TempDir Path directory;

  private final TestDevices devices =
      TestDevices.with("dev-1", TestDevices.jsonType()).and("dev-2", TestDevices.jsonType());
  private final FakeIntake intake = new FakeIntake();
  private CoapServer server;

  @BeforeEach
  void listen() {
    assumeTrue(find().isPresent(), CLIENT + " is not installed");
    server =
        CoapServer.start(
            CoapConfig.DEFAULT.withPorts("127.0.0.1", 0, 0),
            devices.directory(),
            intake,
            new DeviceRates(Rates.DEFAULTS, InstantSource.system()));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void postsOverPlainCoap() throws Exception {
    String uri =
        "coap://127.0.0.1:"
            + server.plainPort().orElseThrow()
            + "/v1/dev-1/up?key="
            + devices.secret("dev-1");

    String output = run("-t", "50", "-e", "{}", uri);

    assertThat(output).contains("2.04");
    assertThat(intake.arrivals()).hasSize(1);
    assertThat(intake.arrivals().getFirst().format()).isEqualTo(ContentFormat.JSON);
  }

  @Clause("RFC7252-9.1.3.1-1")
  @Test
  void postsOverDtlsWithItsPreSharedKey() throws Exception {
    String output = run("-u", "dev-1", "-k", devices.secret("dev-1"), "-e", "{}", coaps("dev-1"));

    assertThat(output).contains("2.04");
    assertThat(intake.arrivals()).hasSize(1);
  }

  @Test
  void readsWhyItWasRefused() throws Exception {
    String output = run("-u", "dev-1", "-k", devices.secret("dev-1"), "-e", "{}", coaps("dev-2"));

    assertThat(output).contains("4.03").contains("this session may post to /v1/dev-1/up only");
    assertThat(intake.arrivals()).isEmpty();
  }

  @Test
  void getsNothingWithAWrongKey() throws Exception {
    String output = run("-u", "dev-1", "-k", "wrong", "-e", "{}", coaps("dev-1"));

    assertThat(output).doesNotContain("2.04");
    assertThat(intake.arrivals()).isEmpty();
  }

  @Clause({"RFC7959-2.3-1", "RFC7959-2.3-2"})
  @Test
  void uploadsALongBodyInBlocks() throws Exception {
    String body = "0123456789abcdef".repeat(8_192 / 16);
    Path file = Files.writeString(directory.resolve("body"), body);

    String output =
        run(
            "-u",
            "dev-1",
            "-k",
            devices.secret("dev-1"),
            "-b",
            "512",
            "-f",
            file.toString(),
            coaps("dev-1"));

    assertThat(output).contains("2.04");
    assertThat(
            new String(intake.arrivals().getFirst().payload().bytes(), StandardCharsets.US_ASCII))
        .isEqualTo(body);
  }

  @Clause("RFC7959-2.9.3-1")
  @Test
  void isToldThatABodyIsTooLong() throws Exception {
    Path file = Files.writeString(directory.resolve("body"), "x".repeat(8_193));

    String output =
        run("-u", "dev-1", "-k", devices.secret("dev-1"), "-f", file.toString(), coaps("dev-1"));

    assertThat(output).contains("4.13");
    assertThat(intake.arrivals()).isEmpty();
  }

  private String coaps(String device) {
    return "coaps://127.0.0.1:" + server.securePort().orElseThrow() + "/v1/" + device + "/up";
  }

  private static Optional<Path> find() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, CLIENT))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What it prints; {@code -v 7} prints every message. */
  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(find().orElseThrow().toString(), "-m", "post", "-v", "7"));
    command.addAll(List.of("-B", "5"));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output, StandardCharsets.ISO_8859_1);
  }
}

package city.veedel.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.standalone.testing.ChildProduct;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HTTPS and MQTTS of the product as it is started, judged by testssl.sh against BSI TR-02102-2:
 * protocols, kinds of ciphers, forward secrecy, curves. Where testssl.sh is not installed one line
 * says so.
 */
@Tag("proof")
class TransportSecurityTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MINUTES_FOR_ONE_PORT = 10;
  private static final List<String> NOT_OFFERED =
      List.of(
          "SSLv2",
          "SSLv3",
          "TLS1",
          "TLS1_1",
          "cipherlist_NULL",
          "cipherlist_aNULL",
          "cipherlist_EXPORT",
          "cipherlist_LOW",
          "cipherlist_3DES_IDEA",
          "cipherlist_AVERAGE");
  private static final List<String> GCM_WITH_FORWARD_SECRECY =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-ECDSA-AES128-GCM-SHA256");

  @TempDir private Path directory;

  @Test
  void testsslFindsNothingThatTheBsiDoesNotRecommend() throws Exception {
    Optional<Path> testssl = findTestssl();
    if (testssl.isEmpty()) {
      System.out.println("testssl.sh is not installed: TLS is not judged by it.");
    }
    assumeTrue(testssl.isPresent());
    Path certificate = directory.resolve("certificate.pem");
    Path key = directory.resolve("key.pem");
    makeCertificate(certificate, key);
    ChildProduct product =
        ChildProduct.start(
            Files.createDirectories(directory.resolve("data")),
            Map.of(
                "VEEDEL_MQTTS_PORT", "0",
                "VEEDEL_TLS_CERTIFICATE", certificate.toString(),
                "VEEDEL_TLS_KEY", key.toString()));
    try {
      judge(testssl.orElseThrow(), product.running().http());
      judge(testssl.orElseThrow(), product.running().mqtts());
    } finally {
      product.stop();
    }
  }

  private void judge(Path testssl, int port) throws IOException, InterruptedException {
    Map<String, String> findings = findings(testssl, port);

    assertThat(findings).containsEntry("TLS1_2", "offered");
    assertThat(findings.get("TLS1_3")).startsWith("offered");
    for (String what : NOT_OFFERED) {
      assertThat(findings).containsEntry(what, "not offered");
    }
    assertThat(findings).containsEntry("cipherlist_STRONG", "offered");
    assertThat(findings.getOrDefault("PFS_ciphers", "").strip().split("\\s+"))
        .containsExactlyInAnyOrderElementsOf(GCM_WITH_FORWARD_SECRECY);
    assertThat(findings.getOrDefault("PFS_ECDHE_curves", "").strip().split("\\s+"))
        .containsExactlyInAnyOrder("prime256v1", "secp384r1", "secp521r1");
    assertThat(findings).containsEntry("cipher_order", "server");
  }

  private Map<String, String> findings(Path testssl, int port)
      throws IOException, InterruptedException {
    Path report = directory.resolve(port + ".json");
    Path said = directory.resolve(port + ".txt");
    Process judging =
        new ProcessBuilder(
                testssl.toString(),
                "--quiet",
                "--color",
                "0",
                "--warnings",
                "off",
                "--protocols",
                "--std",
                "--pfs",
                "--server-preference",
                "--jsonfile",
                report.toString(),
                "localhost:" + port)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(said.toFile())
            .start();
    if (!judging.waitFor(MINUTES_FOR_ONE_PORT, TimeUnit.MINUTES)) {
      judging.destroyForcibly();
    }
    assertThat(report).as(Files.readString(said)).exists();
    Map<String, String> findings = new HashMap<>();
    for (JsonNode finding : MAPPER.readTree(report.toFile())) {
      findings.put(finding.path("id").asText(), finding.path("finding").asText());
    }
    return findings;
  }

  /** Debian calls it testssl. */
  private static Optional<Path> findTestssl() {
    return Stream.of("/usr/bin/testssl", "/usr/bin/testssl.sh", "/usr/local/bin/testssl.sh")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void makeCertificate(Path certificate, Path key)
      throws IOException, InterruptedException {
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString(),
                "-days",
                "90",
                "-subj",
                "/CN=localhost")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(openssl.waitFor()).isZero();
  }
}

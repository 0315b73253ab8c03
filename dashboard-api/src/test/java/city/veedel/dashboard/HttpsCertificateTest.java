package city.veedel.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.dashboard.http.HttpConfig;
import city.veedel.model.tls.TransportPolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HTTPS follows its certificate while it runs, and keeps the old one when the new one is no use.
 */
class HttpsCertificateTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path used;
  @TempDir Path renewed;

  @Test
  void aRenewedCertificateIsShownWithoutARestart() throws Exception {
    TestCertificate first = TestCertificate.create(used);
    try (RunningDashboard dashboard =
        RunningDashboard.start(c ->
            c.withHttp(
                c.http().secured(new HttpConfig.Tls(first.certificatePem(), first.keyPem()))))) {
      Certificate shown = handshake(first, dashboard.port());

      TestCertificate second = TestCertificate.create(renewed);
      replace(second.keyPem(), first.keyPem());
      replace(second.certificatePem(), first.certificatePem());

      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> !handshake(second, dashboard.port()).equals(shown));
      // Every event loop has its own server: none may have stayed behind.
      Set<Certificate> seen = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 8; i++) {
        seen.add(handshake(second, dashboard.port()));
      }
      assertThat(seen).hasSize(1).doesNotContain(shown);
      HttpResponse<String> answer = get(second, dashboard.port());
      assertThat(answer.statusCode()).isEqualTo(200);
      Optional<SSLSession> session = answer.sslSession();
      assertThat(session.orElseThrow().getPeerCertificates()[0]).isNotEqualTo(shown);
    }
  }

  @Test
  void aCertificateWithoutItsKeyOrNoneAtAllLeavesTheOldOneInUse() throws Exception {
    TestCertificate first = TestCertificate.create(used);
    try (RunningDashboard dashboard =
        RunningDashboard.start(c ->
            c.withHttp(
                c.http().secured(new HttpConfig.Tls(first.certificatePem(), first.keyPem()))))) {
      Certificate shown = handshake(first, dashboard.port());
      TestCertificate second = TestCertificate.create(renewed);

      try (Complaints complaints =
          Complaints.listen("city.veedel.dashboard.http.CertificateWatch")) {
        replace(second.certificatePem(), first.certificatePem());
        await().atMost(PATIENCE).until(() -> complaints.count() == 1);
        assertThat(handshake(first, dashboard.port())).isEqualTo(shown);

        Files.writeString(first.certificatePem(), "no certificate");
        await().atMost(PATIENCE).until(() -> complaints.count() == 2);
        assertThat(handshake(first, dashboard.port())).isEqualTo(shown);
      }
      replace(second.keyPem(), first.keyPem());
      replace(second.certificatePem(), first.certificatePem());
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> !handshake(second, dashboard.port()).equals(shown));
    }
  }

  @Test
  void onlyWhatTheBsiRecommendsIsNegotiated() throws Exception {
    TestCertificate certificate = TestCertificate.create(used);
    try (RunningDashboard dashboard =
        RunningDashboard.start(c ->
            c.withHttp(
                c.http()
                    .secured(
                        new HttpConfig.Tls(certificate.certificatePem(), certificate.keyPem()))))) {
      int port = dashboard.port();

      for (String suite : TransportPolicy.CIPHER_SUITES) {
        if (!suite.contains("_RSA_")) {
          String protocol = suite.contains("_ECDHE_") ? "TLSv1.2" : "TLSv1.3";
          assertThat(negotiated(certificate, port, protocol, suite)).isEqualTo(suite);
        }
      }
      for (String suite :
          List.of(
              "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
              "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
              "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA")) {
        assertThatThrownBy(() -> negotiated(certificate, port, "TLSv1.2", suite))
            .as(suite)
            .isInstanceOf(SSLException.class);
      }
      assertThatThrownBy(
              () -> negotiated(certificate, port, "TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256"))
          .isInstanceOf(SSLException.class);
    }
  }

  private static String negotiated(TestCertificate trusted, int port, String protocol, String suite)
      throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trusted.trusting().getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket.setEnabledProtocols(new String[] {protocol});
      socket.setEnabledCipherSuites(new String[] {suite});
      socket.startHandshake();
      return socket.getSession().getCipherSuite();
    }
  }

  /** As certificate clients do it: the file is there whole or not at all. */
  private static void replace(Path from, Path to) throws Exception {
    Path beside = Files.copy(from, to.resolveSibling(to.getFileName() + ".new"));
    Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The certificate a client sees that trusts only this one. */
  private static Certificate handshake(TestCertificate trusted, int port) throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trusted.trusting().getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private static HttpResponse<String> get(TestCertificate trusted, int port) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusted.trusting()).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/health/live")).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}

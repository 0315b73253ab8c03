package city.veedel.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import city.veedel.gateway.conformance.Clause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** MQTT over TLS: BSI TR-02102-2, and certificates that are renewed while the server runs. */
class TlsTest {
  private static final char[] PASSWORD = "for-this-test".toCharArray();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Clause({"MQTT5-4.2-1", "MQTT3-7.1.1-1"})
  @Test
  void speaksTls13And12WithForwardSecrecyOnlyAndFollowsTheCertificate() throws Exception {
    Path certificate = directory.resolve("server.pem");
    Path key = directory.resolve("server.key");
    makeCertificate("one", certificate, key);
    MqttConfig config =
        Gateway.config()
            .with(
                new MqttConfig.Listen(
                    "127.0.0.1", 0, Optional.of(new MqttConfig.Tls(0, certificate, key)), 2));
    try (Gateway gateway = Gateway.start(config)) {
      int port = gateway.server.tlsPort().orElseThrow();

      publishOver(gateway, port, certificate, "TLSv1.3");
      publishOver(gateway, port, certificate, "TLSv1.2");
      assertThatThrownBy(
              () -> handshake(port, certificate, "TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256"))
          .isInstanceOf(Exception.class);
      for (String suite :
          List.of(
              "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
              "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
              "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA")) {
        assertThatThrownBy(() -> handshake(port, certificate, "TLSv1.2", suite))
            .as(suite)
            .isInstanceOf(SSLException.class);
      }

      makeCertificate("two", certificate, key);
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(SSLException.class)
          .untilAsserted(() -> publishOver(gateway, port, certificate, "TLSv1.3"));
    }
  }

  @Test
  void aCertificateThatCameBeforeItsKeyLeavesTheOldPairInUse() throws Exception {
    Path certificate = directory.resolve("server.pem");
    Path key = directory.resolve("server.key");
    Path renewed = directory.resolve("renewed.pem");
    Path renewedKey = directory.resolve("renewed.key");
    makeCertificate("one", certificate, key);
    makeCertificate("two", renewed, renewedKey);
    Path old = Files.copy(certificate, directory.resolve("old.pem"));
    MqttConfig config =
        Gateway.config()
            .with(
                new MqttConfig.Listen(
                    "127.0.0.1", 0, Optional.of(new MqttConfig.Tls(0, certificate, key)), 2));
    ListAppender<ILoggingEvent> complaints = new ListAppender<>();
    complaints.list = new CopyOnWriteArrayList<>();
    complaints.start();
    Logger watch = (Logger) LoggerFactory.getLogger(CertificateWatch.class);
    watch.addAppender(complaints);
    try (Gateway gateway = Gateway.start(config)) {
      int port = gateway.server.tlsPort().orElseThrow();

      Files.move(renewed, certificate, StandardCopyOption.REPLACE_EXISTING);
      await()
          .atMost(PATIENCE)
          .until(() -> complaints.list.stream().anyMatch(e -> e.getLevel() == Level.WARN));

      publishOver(gateway, port, old, "TLSv1.3");

      Files.move(renewedKey, key, StandardCopyOption.REPLACE_EXISTING);
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(SSLException.class)
          .untilAsserted(() -> publishOver(gateway, port, certificate, "TLSv1.3"));
    } finally {
      watch.detachAppender(complaints);
    }
  }

  /** Whoever begins a handshake and never goes on takes a place, and memory with it. */
  @Test
  void aSocketCountsBeforeItsHandshakeIsDone() throws Exception {
    Path certificate = directory.resolve("server.pem");
    Path key = directory.resolve("server.key");
    makeCertificate("one", certificate, key);
    MqttConfig.Connections usual = MqttConfig.Connections.defaults();
    MqttConfig config =
        Gateway.config()
            .with(
                new MqttConfig.Listen(
                    "127.0.0.1", 0, Optional.of(new MqttConfig.Tls(0, certificate, key)), 1))
            .with(
                new MqttConfig.Connections(
                    1, 100, 1_000, usual.maxConnectBytes(), usual.controlPacketsPerSecond()));
    List<Socket> silent = new ArrayList<>();
    try (Gateway gateway = Gateway.start(config)) {
      // One may connect; sixteen more are read until their CONNECT, to be told why not.
      for (int i = 0; i < 40; i++) {
        silent.add(
            new Socket(InetAddress.getLoopbackAddress(), gateway.server.tlsPort().orElseThrow()));
      }

      await()
          .atMost(PATIENCE)
          .until(() -> gateway.meters.get("veedel.mqtt.connections.dropped").counter().count() > 0);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  private static void publishOver(Gateway gateway, int port, Path trusted, String protocol)
      throws Exception {
    try (SSLSocket socket = handshake(port, trusted, protocol)) {
      socket
          .getOutputStream()
          .write(
              Packets.concat(
                  Packets.connect(5)
                      .clientId("tls")
                      .credentials("dev-1", gateway.devices.secret("dev-1"))
                      .toBytes(),
                  Packets.publishV5(1, 1, "v1/dev-1/up", "{}")));
      assertThat(socket.getInputStream().read()).isEqualTo(0x20);
      int length = socket.getInputStream().read();
      socket.getInputStream().readNBytes(length);
      assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x40, 2, 0, 1);
    }
  }

  private static SSLSocket handshake(int port, Path trusted, String protocol, String... suites)
      throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = new ByteArrayInputStream(Files.readAllBytes(trusted))) {
      X509Certificate ours =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setCertificateEntry("server", ours);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(10_000);
    socket.setEnabledProtocols(new String[] {protocol});
    if (suites.length > 0) {
      socket.setEnabledCipherSuites(suites);
    }
    socket.startHandshake();
    return socket;
  }

  /** A P-256 pair made by the JDK's keytool, written as PEM. */
  private void makeCertificate(String name, Path certificate, Path key) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    name,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=" + name,
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    KeyStore pair = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      pair.load(in, PASSWORD);
    }
    write(key, "PRIVATE KEY", ((PrivateKey) pair.getKey(name, PASSWORD)).getEncoded());
    write(certificate, "CERTIFICATE", pair.getCertificate(name).getEncoded());
    Files.setLastModifiedTime(
        certificate, FileTime.from(Instant.ofEpochSecond(name.hashCode() & 0xFFFF)));
  }

  private static void write(Path file, String what, byte[] der) throws IOException {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }
}

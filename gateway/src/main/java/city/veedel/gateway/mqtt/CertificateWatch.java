package city.veedel.gateway.mqtt;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the encrypted listener: 1.3 and 1.2, key agreement by ECDHE, authenticated encryption only
 * (BSI TR-02102-2). Reads certificate and key again when one of the files changes; a pair that
 * cannot be read leaves the old one in use.
 */
final class CertificateWatch {
  private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);
  private static final long LOOK_MILLIS = 2_000;
  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

  private final Vertx vertx;
  private final MqttConfig.Tls files;
  private final List<MqttListener> listeners;
  private final long timer;
  private long seen;

  CertificateWatch(Vertx vertx, MqttConfig.Tls files, List<MqttListener> listeners) {
    this.vertx = vertx;
    this.files = files;
    this.listeners = listeners;
    this.seen = lastChange(files);
    this.timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
  }

  static NetServerOptions encrypt(NetServerOptions options, MqttConfig.Tls files) {
    options
        .setSsl(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
        .setSslHandshakeTimeout(10)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setKeyCertOptions(keys(files));
    CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
    return options;
  }

  private static PemKeyCertOptions keys(MqttConfig.Tls files) {
    return new PemKeyCertOptions()
        .setCertPath(files.certificate().toString())
        .setKeyPath(files.key().toString());
  }

  private void look() {
    vertx
        .executeBlocking(() -> lastChange(files))
        .onSuccess(changed -> {
          if (changed != seen) {
            seen = changed;
            reload();
          }
        });
  }

  private void reload() {
    NetServerOptions fresh = encrypt(new NetServerOptions(), files);
    Future.all(listeners.stream().map(l -> l.update(fresh.getSslOptions())).toList())
        .onSuccess(
            _ -> log.info("MQTT uses the certificate of {} as it is now", files.certificate()))
        .onFailure(
            e -> log.warn("MQTT keeps its certificate; {} cannot be used", files.certificate(), e));
  }

  private static long lastChange(MqttConfig.Tls files) {
    return lastChange(files.certificate()) * 31 + lastChange(files.key());
  }

  private static long lastChange(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return 0; // reported when it is used
    }
  }

  void close() {
    vertx.cancelTimer(timer);
  }
}

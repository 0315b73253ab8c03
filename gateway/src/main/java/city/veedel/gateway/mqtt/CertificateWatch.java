package city.veedel.gateway.mqtt;

import city.veedel.model.tls.KeyPairFiles;
import city.veedel.model.tls.TransportPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the encrypted listener, by {@link TransportPolicy}. Reads certificate and key again when
 * one of the files changes; a pair that cannot be read or does not belong together leaves the old
 * one in use.
 */
final class CertificateWatch {
  private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);
  private static final long LOOK_MILLIS = 2_000;

  private final Vertx vertx;
  private final KeyPairFiles files;
  private final List<MqttListener> listeners;
  private final long timer;
  // Only touched on the timer's context.
  private String seen;

  CertificateWatch(Vertx vertx, MqttConfig.Tls tls, List<MqttListener> listeners) {
    this.vertx = vertx;
    this.files = files(tls);
    this.listeners = listeners;
    this.seen = files.state();
    this.timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
  }

  static NetServerOptions encrypt(NetServerOptions options, MqttConfig.Tls tls) {
    return encrypt(options, files(tls));
  }

  private static NetServerOptions encrypt(NetServerOptions options, KeyPairFiles files) {
    options
        .setSsl(true)
        .setEnabledSecureTransportProtocols(new LinkedHashSet<>(TransportPolicy.PROTOCOLS))
        .setSslHandshakeTimeout(TransportPolicy.HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setKeyCertOptions(keys(files));
    TransportPolicy.CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
    return options;
  }

  private static KeyPairFiles files(MqttConfig.Tls tls) {
    return new KeyPairFiles(tls.certificate(), tls.key());
  }

  private static PemKeyCertOptions keys(KeyPairFiles files) {
    return new PemKeyCertOptions()
        .setCertPath(files.certificate().toString())
        .setKeyPath(files.key().toString());
  }

  private void look() {
    vertx
        .executeBlocking(files::state)
        .onSuccess(now -> {
          if (!now.equals(seen)) {
            seen = now;
            reload();
          }
        });
  }

  private void reload() {
    vertx
        .executeBlocking(() -> {
          KeyPairFiles.requireMatch(keys(files).getKeyManagerFactory(vertx).getKeyManagers());
          return encrypt(new NetServerOptions(), files).getSslOptions();
        })
        .compose(fresh ->
            Future.all(listeners.stream().map(listener -> listener.update(fresh.copy())).toList()))
        .onSuccess(
            _ -> log.info("MQTT uses the certificate of {} as it is now", files.certificate()))
        .onFailure(
            e -> log.warn("MQTT keeps its certificate; {} cannot be used", files.certificate(), e));
  }

  void close() {
    vertx.cancelTimer(timer);
  }
}

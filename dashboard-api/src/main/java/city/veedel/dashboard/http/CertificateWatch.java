package city.veedel.dashboard.http;

import city.veedel.model.tls.KeyPairFiles;
import city.veedel.model.tls.TransportPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of HTTPS, by {@link TransportPolicy}, and following the certificate: reads certificate and
 * key again when one of the files changes. A pair that cannot be read or does not belong together
 * leaves the old one in use; open connections keep theirs.
 */
public final class CertificateWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);
  private static final long LOOK_MILLIS = 2_000;

  private final Vertx vertx;
  private final HttpConfig.Tls files;
  private final List<HttpServer> servers;
  private final long timer;
  // Only touched on the timer's context.
  private String seen;

  private CertificateWatch(
      Vertx vertx, HttpConfig.Tls files, List<HttpServer> servers, String seen) {
    this.vertx = vertx;
    this.files = files;
    this.servers = List.copyOf(servers);
    this.seen = seen;
    this.timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
  }

  /** Makes the options those of an encrypted server. */
  public static HttpServerOptions encrypt(HttpServerOptions options, HttpConfig.Tls files) {
    options
        .setSsl(true)
        .setEnabledSecureTransportProtocols(new LinkedHashSet<>(TransportPolicy.PROTOCOLS))
        .setSslHandshakeTimeout(TransportPolicy.HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setKeyCertOptions(keys(files));
    TransportPolicy.CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
    return options;
  }

  private static PemKeyCertOptions keys(HttpConfig.Tls files) {
    return new PemKeyCertOptions()
        .addCertPath(files.certificate().toString())
        .addKeyPath(files.key().toString());
  }

  /**
   * Watches for these servers.
   *
   * @param seen what {@link #state} said before the servers read the files
   */
  public static CertificateWatch of(
      Vertx vertx, HttpConfig.Tls files, List<HttpServer> servers, String seen) {
    return new CertificateWatch(vertx, files, servers, seen);
  }

  /** Differs when one of the files does. Blocks on the disk. */
  public static String state(HttpConfig.Tls files) {
    return pair(files).state();
  }

  private static KeyPairFiles pair(HttpConfig.Tls files) {
    return new KeyPairFiles(files.certificate(), files.key());
  }

  private void look() {
    vertx
        .executeBlocking(() -> state(files))
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
          return encrypt(new HttpServerOptions(), files).getSslOptions();
        })
        .compose(this::update)
        .onSuccess(
            _ -> log.info("HTTPS uses the certificate of {} as it is now.", files.certificate()))
        .onFailure(e ->
            log.warn(
                "HTTPS keeps its certificate; that of {} cannot be used.", files.certificate(), e));
  }

  private Future<?> update(ServerSSLOptions fresh) {
    // Forced: the options name the same files as before, only their content is another.
    return Future.all(
        servers.stream().map(server -> server.updateSSLOptions(fresh.copy(), true)).toList());
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
  }
}

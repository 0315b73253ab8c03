package city.veedel.dashboard.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets HTTPS follow its certificate: reads certificate and key again when one of the files changes.
 * A pair that cannot be read or does not belong together leaves the old one in use; open
 * connections keep theirs.
 */
public final class CertificateWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);
  private static final long LOOK_MILLIS = 2_000;
  private static final byte[] SAMPLE = {'v', 'e', 'e', 'd', 'e', 'l'};

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
    return options.setSsl(true).setKeyCertOptions(keys(files));
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

  /** Changes when one of the files does. Blocks on the disk. */
  public static String state(HttpConfig.Tls files) {
    return stateOf(files.certificate()) + " " + stateOf(files.key());
  }

  private static String stateOf(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + "/" + attributes.size();
    } catch (IOException e) {
      return "unreadable"; // told when it is used
    }
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
          requireMatch();
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

  /**
   * Nothing else would notice a certificate that came before its key: every handshake would fail.
   */
  private void requireMatch() throws Exception {
    for (KeyManager manager : keys(files).getKeyManagerFactory(vertx).getKeyManagers()) {
      if (manager instanceof X509KeyManager pairs) {
        for (String type : List.of("EC", "RSA")) {
          String[] names = pairs.getServerAliases(type, null);
          for (String name : names == null ? new String[0] : names) {
            requireMatch(type, pairs.getPrivateKey(name), pairs.getCertificateChain(name)[0]);
          }
        }
      }
    }
  }

  private static void requireMatch(String type, PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(type.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
    signature.initSign(key);
    signature.update(SAMPLE);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(SAMPLE);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the key is not that of the certificate");
    }
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
  }
}

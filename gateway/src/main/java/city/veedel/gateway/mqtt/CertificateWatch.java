package city.veedel.gateway.mqtt;

import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the certificate of the encrypted listener be read again when one of its files changes; a
 * pair that cannot be read or does not belong together leaves the old one in use.
 */
final class CertificateWatch {
  private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);
  private static final long LOOK_MILLIS = 2_000;

  private final Vertx vertx;
  private final Encryption encryption;
  private final long timer;
  // Only touched on the timer's context.
  private String seen;

  CertificateWatch(Vertx vertx, Encryption encryption) {
    this.vertx = vertx;
    this.encryption = encryption;
    this.seen = encryption.state();
    this.timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
  }

  private void look() {
    vertx
        .executeBlocking(encryption::state)
        .onSuccess(now -> {
          if (!now.equals(seen)) {
            seen = now;
            renew();
          }
        });
  }

  private void renew() {
    encryption
        .renew()
        .onSuccess(
            _ -> log.info("MQTT uses the certificate of {} as it is now", encryption.certificate()))
        .onFailure(e ->
            log.warn("MQTT keeps its certificate; {} cannot be used", encryption.certificate(), e));
  }

  void close() {
    vertx.cancelTimer(timer);
  }
}

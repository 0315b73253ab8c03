package city.veedel.dashboard.live;

import city.veedel.dashboard.query.StoreUnavailable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalogue in memory up to date: every few seconds, and sooner when a datastream arrives
 * that it does not know, but never faster than a minimum.
 */
final class CatalogueRefresh implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CatalogueRefresh.class);

  private final CityMemory city;
  private final LiveConfig config;
  private final Semaphore hurry = new Semaphore(0);
  private final Thread thread;
  private boolean failing;

  CatalogueRefresh(CityMemory city, LiveConfig config) {
    this.city = city;
    this.config = config;
    this.thread = Thread.ofVirtual().name("live-catalogue").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Any thread; does not wait. */
  void hurry() {
    if (hurry.availablePermits() == 0) {
      hurry.release();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        turn();
        Thread.sleep(config.catalogueMinimum());
        long rest = config.catalogueRefresh().toMillis() - config.catalogueMinimum().toMillis();
        boolean asked = hurry.tryAcquire(Math.max(rest, 0), TimeUnit.MILLISECONDS);
        if (asked) {
          hurry.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("CatchingUnchecked") // One bad answer must not end the refreshing for ever.
  private void turn() {
    try {
      city.refresh();
      if (failing) {
        log.info("The catalogue can be read again.");
      }
      failing = false;
    } catch (StoreUnavailable e) {
      if (!failing) {
        log.warn("The catalogue cannot be read now ({}); trying again.", e.code());
      }
      failing = true;
    } catch (RuntimeException e) {
      log.error("The catalogue could not be read; trying again.", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

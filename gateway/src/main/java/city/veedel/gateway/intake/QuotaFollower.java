package city.veedel.gateway.intake;

import city.veedel.model.DeviceId;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database again and again what it has counted of the devices that have a quota, and of no
 * others. While it is away, what this gateway has accepted itself goes on counting.
 */
public final class QuotaFollower implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(QuotaFollower.class);

  private final Supplier<List<DeviceId>> devices;
  private final UsageSource source;
  private final DeviceQuotas quotas;
  private final QuotaConfig config;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private boolean isSourceAway;

  private QuotaFollower(
      Supplier<List<DeviceId>> devices,
      UsageSource source,
      DeviceQuotas quotas,
      QuotaConfig config) {
    this.devices = devices;
    this.source = source;
    this.quotas = quotas;
    this.config = config;
    this.thread = Thread.ofVirtual().name("quota-follower").unstarted(this::follow);
  }

  /**
   * Asks once, so that nobody begins the month anew with a restart, and follows from then on.
   * Blocks for that first answer.
   *
   * @param devices those with a quota
   */
  public static QuotaFollower start(
      Supplier<List<DeviceId>> devices,
      UsageSource source,
      DeviceQuotas quotas,
      QuotaConfig config) {
    QuotaFollower follower = new QuotaFollower(devices, source, quotas, config);
    follower.refresh();
    follower.thread.start();
    return follower;
  }

  private void follow() {
    try {
      while (!closed.await(config.refreshInterval().toNanos(), TimeUnit.NANOSECONDS)) {
        refresh();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed while waiting
    }
  }

  private void refresh() {
    List<DeviceId> present = devices.get();
    quotas.keepOnly(present);
    try {
      for (int from = 0; from < present.size(); from += config.devicesAQuery()) {
        ask(present.subList(from, Math.min(present.size(), from + config.devicesAQuery())));
      }
      isSourceAway = false;
    } catch (RuntimeException e) {
      if (!isSourceAway) {
        log.warn(
            "What devices have used of their quotas cannot be read; only what comes in from now on"
                + " is counted until it can.",
            e);
        isSourceAway = true;
      }
    }
  }

  private void ask(List<DeviceId> some) {
    YearMonth month = quotas.month();
    Map<DeviceId, Long> counted = source.accepted(some, DeviceQuotas.beginOf(month));
    counted.forEach((device, observations) -> quotas.counted(device, month, observations));
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        log.warn("The follower of quotas did not end within {}.", CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

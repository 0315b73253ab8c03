package city.veedel.gateway.intake;

import city.veedel.gateway.registry.KnownDevice;
import city.veedel.model.DeviceId;
import city.veedel.model.Protocol;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of its monthly quota each device has used. What is accepted here is added as it becomes
 * durable; what the database has counted replaces that when it is more. So after a restart a device
 * may have used more than is known by what the journal still holds unread, and by everything until
 * the database has answered once. A message that arrives below the quota is taken whole, and so are
 * those under way at that moment. Any thread; never blocks.
 */
public final class DeviceQuotas {
  /** Where a month begins and ends. */
  public static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private static final Logger log = LoggerFactory.getLogger(DeviceQuotas.class);

  private final InstantSource clock;
  private final QuotaAudit audit;

  /** Of devices with a quota only: bounded by the registry. */
  private final ConcurrentHashMap<DeviceId, Use> uses = new ConcurrentHashMap<>();

  public DeviceQuotas(InstantSource clock, QuotaAudit audit) {
    this.clock = clock;
    this.audit = audit;
  }

  /** Empty while the device may go on; else what it has used. */
  Optional<QuotaExcess> findExcess(KnownDevice device, Protocol protocol) {
    if (device.monthlyQuota().isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    long allowed = device.monthlyQuota().getAsLong();
    Use use = uses.computeIfAbsent(device.id(), _ -> new Use(monthOf(now)));
    synchronized (use) {
      use.enter(monthOf(now));
      if (use.observations < allowed) {
        return Optional.empty();
      }
      QuotaExcess excess =
          new QuotaExcess(device.id(), protocol, now, use.month, allowed, use.observations);
      if (!use.told) {
        use.told = audit.take(excess);
        if (use.told) {
          log.warn(
              "Device {} has used up its quota of {} observations in {}; its messages are discarded"
                  + " until the month ends or the quota is raised.",
              device.id(),
              allowed,
              use.month);
        }
      }
      return Optional.of(excess);
    }
  }

  /** The device has brought so many more. */
  void accepted(DeviceId device, int observations) {
    YearMonth month = monthOf(clock.instant());
    Use use = uses.computeIfAbsent(device, _ -> new Use(month));
    synchronized (use) {
      use.enter(month);
      use.observations += observations;
    }
  }

  /** What the database has counted for a device since the month began. */
  void counted(DeviceId device, YearMonth month, long observations) {
    Use use = uses.computeIfAbsent(device, _ -> new Use(month));
    synchronized (use) {
      if (use.month.equals(month)) {
        use.observations = Math.max(use.observations, observations);
      }
    }
  }

  /** Forgets all other devices. */
  void keepOnly(Collection<DeviceId> devices) {
    uses.keySet().retainAll(Set.copyOf(devices));
  }

  YearMonth month() {
    return monthOf(clock.instant());
  }

  static Instant beginOf(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZONE).toInstant();
  }

  private static YearMonth monthOf(Instant instant) {
    return YearMonth.from(instant.atZone(ZONE));
  }

  /** Guarded by itself. */
  private static final class Use {
    private YearMonth month;
    private long observations;
    private boolean told;

    Use(YearMonth month) {
      this.month = month;
    }

    /** A clock that goes back over the end of a month does not give the new month's quota twice. */
    void enter(YearMonth present) {
      if (present.isAfter(month)) {
        month = present;
        observations = 0;
        told = false;
      }
    }
  }
}

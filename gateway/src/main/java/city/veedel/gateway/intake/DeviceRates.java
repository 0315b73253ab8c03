package city.veedel.gateway.intake;

import city.veedel.model.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast each device may send: a token bucket per device. Front ends ask before they hand a
 * message in, and slow a device down rather than refuse it where the protocol lets them.
 */
public final class DeviceRates {
  private static final double NANOS_PER_SECOND = 1e9;

  private final IntakeConfig.Rates rates;
  private final InstantSource clock;
  private final Map<DeviceId, Bucket> buckets;

  public DeviceRates(IntakeConfig.Rates rates, InstantSource clock) {
    this.rates = rates;
    this.clock = clock;
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<DeviceId, Bucket> eldest) {
            return size() > rates.maxDevices();
          }
        };
  }

  /** Takes one message's worth. Zero: go on. Else how long until there is enough; none is taken. */
  public Duration take(DeviceId device) {
    Instant now = clock.instant();
    synchronized (buckets) {
      return buckets.computeIfAbsent(device, _ -> new Bucket(rates.burstCredit(), now)).take(now);
    }
  }

  private final class Bucket {
    private double credit;
    private Instant filledAt;

    Bucket(double credit, Instant filledAt) {
      this.credit = credit;
      this.filledAt = filledAt;
    }

    Duration take(Instant now) {
      // A clock that went back earns nothing, and costs nothing either.
      double seconds = Math.max(0, Duration.between(filledAt, now).toNanos() / NANOS_PER_SECOND);
      credit = Math.min(rates.burstCredit(), credit + seconds * rates.messagesPerSecond());
      filledAt = now;
      if (credit >= 1) {
        credit--;
        return Duration.ZERO;
      }
      double nanos = (1 - credit) / rates.messagesPerSecond() * NANOS_PER_SECOND;
      return Duration.ofNanos((long) Math.ceil(nanos));
    }
  }
}

package city.veedel.gateway.intake;

import city.veedel.model.DeviceId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast each device may send: a token bucket per device. Front ends ask before they hand a
 * message in, and slow a device down rather than refuse it where the protocol lets them.
 */
public final class DeviceRates {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final IntakeConfig.Rates rates;
  private final InstantSource clock;
  private final Map<DeviceId, Allowance> allowances;

  public DeviceRates(IntakeConfig.Rates rates, InstantSource clock) {
    this.rates = rates;
    this.clock = clock;
    this.allowances =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<DeviceId, Allowance> eldest) {
            return size() > rates.maxDevices();
          }
        };
  }

  /** Takes one message's worth. Zero: go on. Else how long until there is enough; none is taken. */
  public Duration take(DeviceId device) {
    return of(device).take();
  }

  /**
   * What the device may send, for whoever asks again and again. All who ask share it, for as long
   * as the device is among those last asked for.
   */
  public Allowance of(DeviceId device) {
    synchronized (allowances) {
      return allowances.computeIfAbsent(
          device, _ -> new Allowance(rates.burstCredit(), clock.millis()));
    }
  }

  /** The token bucket of one device. Any thread. */
  public final class Allowance {
    private double credit;
    private long filledAtMillis;

    private Allowance(double credit, long nowMillis) {
      this.credit = credit;
      this.filledAtMillis = nowMillis;
    }

    /**
     * Takes one message's worth. Zero: go on. Else how long until there is enough; none is taken.
     */
    public synchronized Duration take() {
      long now = clock.millis();
      // A clock that went back earns nothing, and costs nothing either.
      double seconds = Math.max(0, (now - filledAtMillis) / MILLIS_PER_SECOND);
      credit = Math.min(rates.burstCredit(), credit + seconds * rates.messagesPerSecond());
      filledAtMillis = now;
      if (credit >= 1) {
        credit--;
        return Duration.ZERO;
      }
      double nanos = (1 - credit) / rates.messagesPerSecond() * NANOS_PER_SECOND;
      return Duration.ofNanos((long) Math.ceil(nanos));
    }
  }
}

package city.veedel.simulator;

import city.veedel.simulator.device.LinkConfig;
import java.time.Duration;

/**
 * How the fleet runs.
 *
 * @param speed how much faster than real time the city lives and sends, 0.1 to 1000. Phenomenon
 *     times stay those of the clock, since nobody accepts times in the future
 * @param startWithin every sensor sends once within this time
 * @param tick how often due devices are looked for, at least a millisecond
 * @param drainTimeout how long {@link DeviceFleet#stop} waits for answers
 */
public record FleetConfig(
    double speed, Duration startWithin, Duration tick, Duration drainTimeout, LinkConfig link) {
  public static final FleetConfig DEFAULT =
      new FleetConfig(
          1,
          Duration.ofSeconds(8),
          Duration.ofMillis(100),
          Duration.ofSeconds(30),
          LinkConfig.DEFAULT);

  public FleetConfig {
    // Written so that NaN fails as well.
    if (!(speed >= 0.1 && speed <= 1000)) {
      throw new IllegalArgumentException("speed must be 0.1 to 1000, was " + speed);
    }
    if (startWithin.isNegative()) {
      throw new IllegalArgumentException("startWithin must not be negative, was " + startWithin);
    }
    if (tick.toMillis() < 1) {
      throw new IllegalArgumentException("tick must be at least 1 ms, was " + tick);
    }
  }

  public FleetConfig withSpeed(double other) {
    return new FleetConfig(other, startWithin, tick, drainTimeout, link);
  }
}

package city.veedel.simulator;

import city.veedel.model.DeviceId;
import city.veedel.simulator.city.CityPlan;
import city.veedel.simulator.device.Endpoints;
import java.time.Clock;
import java.util.Map;

/** Every device of a city plan, speaking. */
public final class DeviceFleet implements AutoCloseable {
  private final Tally tally = new Tally();

  private DeviceFleet() {}

  /**
   * Connects and begins to send; returns at once.
   *
   * @param secrets of every device of the plan
   * @throws IllegalArgumentException if a secret is missing
   */
  public static DeviceFleet start(
      CityPlan plan,
      Map<DeviceId, String> secrets,
      Endpoints endpoints,
      FleetConfig config,
      Clock clock) {
    return new DeviceFleet();
  }

  /** So far; messages in flight are in {@code sent} only. */
  public FleetTotals totals() {
    return tally.totals(0, 0);
  }

  /** Ends sending, waits until everything in flight is answered or the timeout, disconnects. */
  public FleetTotals stop() {
    return totals();
  }

  @Override
  public void close() {
    stop();
  }
}

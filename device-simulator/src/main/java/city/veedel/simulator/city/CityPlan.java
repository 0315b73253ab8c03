package city.veedel.simulator.city;

import city.veedel.simulator.device.SimulatedDevice;
import java.util.List;

/** A seeded Köln: which devices there are, and what they speak for. */
public record CityPlan(long seed, int scale, List<SimulatedDevice> devices) {
  public CityPlan {
    if (scale < 1 || scale > 100) {
      throw new IllegalArgumentException("scale must be 1 to 100, was " + scale);
    }
    devices = List.copyOf(devices);
  }

  /**
   * @param scale 1 is about 1,300 sensors; 2 twice as many, 1 to 100
   */
  public static CityPlan of(long seed, int scale) {
    return new CityPlan(seed, scale, List.of());
  }
}

package city.veedel.simulator.city;

import city.veedel.simulator.device.SimulatedDevice;
import java.util.List;

/** A seeded Köln: which devices there are, what they speak for, and how. Immutable. */
public final class CityPlan {
  private static final int MAX_SCALE = 100;

  private final List<CityDevice> members;
  private final List<SimulatedDevice> devices;

  private CityPlan(List<CityDevice> members) {
    this.members = members;
    this.devices = members.stream().map(CityDevice::device).toList();
  }

  /**
   * @param seed the same seed is the same city
   * @param scale 1 is about 1,250 sensors and 150 vehicles; 2 twice as many; 1 to 100
   */
  public static CityPlan of(long seed, int scale) {
    if (scale < 1 || scale > MAX_SCALE) {
      throw new IllegalArgumentException("scale must be 1 to " + MAX_SCALE + ", was " + scale);
    }
    Chance chance = new Chance(seed);
    List<Streets.Street> streets = Streets.all();
    Weather weather = new Weather(chance.of("weather"));
    Traffic traffic = new Traffic(chance.of("traffic"), weather, streets);
    Crew crew = new Crew();
    new TrafficCrew(chance.of("detectors"), traffic, streets, scale).join(crew);
    new ParkingCrew(chance.of("parking"), scale).join(crew);
    new BikeCrew(chance.of("bikes"), weather).join(crew);
    new SharingCrew(chance.of("sharing"), scale).join(crew);
    new EnvironmentCrew(chance.of("environment"), weather, traffic, streets, scale).join(crew);
    new SkyAndWaterCrew(chance.of("sky"), weather, scale).join(crew);
    return new CityPlan(crew.devices());
  }

  /** What must be registered before the devices speak. */
  public List<SimulatedDevice> devices() {
    return devices;
  }

  /** The devices with what they measure. */
  public List<CityDevice> members() {
    return members;
  }
}

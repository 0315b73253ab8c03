package city.veedel.simulator.city;

import city.veedel.model.Location;
import java.util.List;

/**
 * How full the streets are: commuters on weekdays, strollers on weekends, slower in the rain, and
 * an incident that blocks a bridge for half an hour.
 */
final class Traffic {
  /** How far the queue before a blocked bridge reaches. */
  private static final double QUEUE_METRES = 1_800;

  private static final double INCIDENT_FROM_MINUTE = 4;
  private static final double INCIDENT_TO_MINUTE = 38;

  private final Chance chance;
  private final Weather weather;
  private final List<Streets.Street> bridges;

  Traffic(Chance chance, Weather weather, List<Streets.Street> streets) {
    this.chance = chance;
    this.weather = weather;
    this.bridges = streets.stream().filter(street -> street.kind() == Streets.Kind.BRIDGE).toList();
  }

  /**
   * What a detector sees.
   *
   * @param vehiclesPerHour in one direction
   * @param speed km/h
   * @param occupancy of the detector, percent
   */
  record Flow(double vehiclesPerHour, double speed, double occupancy) {}

  /**
   * @param isInbound whether the lane leads to the centre
   * @param key of the detector, for its own small differences
   */
  Flow at(Streets.Street street, Location place, boolean isInbound, Chance key, Moment now) {
    double rain = weather.rain(place, now);
    double own = 0.8 + 0.4 * key.share();
    double load =
        demand(isInbound, now)
            * own
            * (1 + 0.12 * key.wave(now.seconds() / 180))
            * (1 - 0.08 * rain);
    double slow = 1 - 0.15 * rain;
    double flowing = 1;
    Streets.Street blocked = blockedBridge(now);
    if (blocked != null) {
      double distance = Ground.metres(place, blocked.at(0.5));
      if (street.equals(blocked)) {
        return new Flow(rounded(load * 60), rounded1(4 + 3 * key.share()), rounded1(78 + 12 * own));
      }
      if (street.kind() == Streets.Kind.BRIDGE) {
        load *= 1.35;
      } else if (distance < QUEUE_METRES) {
        double jam = 1 - distance / QUEUE_METRES;
        load *= 1 + 0.5 * jam;
        flowing = 1 - 0.55 * jam;
        slow *= 1 - 0.7 * jam;
      }
    }
    double capped = Math.min(load, 1.15);
    double speed = street.kind().freeSpeed() * slow * (1 - 0.42 * Math.pow(capped, 3));
    double vehicles = street.kind().capacityPerHour() * capped * flowing;
    double occupancy = Math.min(95, 2 + 26 * capped * capped / Math.max(0.15, slow * flowing));
    return new Flow(rounded(vehicles), rounded1(Math.max(3, speed)), rounded1(occupancy));
  }

  /** Share of the capacity that is asked for, 0.03 to about 1. */
  double demand(boolean isInbound, Moment now) {
    if (now.isWeekend()) {
      return 0.06 + 0.50 * now.bell(14.5, 4.2) + 0.12 * now.bell(22, 2.5);
    }
    double morning = (isInbound ? 0.72 : 0.50) * now.bell(8.0, 1.3);
    double evening = (isInbound ? 0.55 : 0.78) * now.bell(17.2, 1.7);
    return 0.05 + 0.48 * now.bell(12.8, 3.6) + morning + evening * 0.8;
  }

  /** Demand of the streets around a place, both directions, with the queue of an incident. */
  double around(Location place, Moment now) {
    double mean = (demand(true, now) + demand(false, now)) / 2;
    Streets.Street blocked = blockedBridge(now);
    if (blocked != null && Ground.metres(place, blocked.at(0.5)) < QUEUE_METRES) {
      mean *= 1.25;
    }
    return mean;
  }

  /** Once an hour a bridge is blocked for half an hour; which one is a matter of chance. */
  Streets.@org.jspecify.annotations.Nullable Street blockedBridge(Moment now) {
    double minute = (now.hour() % 1) * 60;
    if (minute < INCIDENT_FROM_MINUTE || minute > INCIDENT_TO_MINUTE) {
      return null;
    }
    long hour = (long) Math.floor(now.hours());
    return bridges.get(chance.of("incident").of(hour).below(bridges.size()));
  }

  private static double rounded(double value) {
    return Math.rint(Math.max(0, value));
  }

  private static double rounded1(double value) {
    return Math.rint(value * 10) / 10;
  }
}

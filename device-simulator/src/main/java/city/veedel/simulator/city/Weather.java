package city.veedel.simulator.city;

import city.veedel.model.Location;

/** One weather for the whole city, with rain cells that drift across it from the south-west. */
final class Weather {
  private static final double CELL_METRES = 4_500;
  private static final double DRIFT_EAST_METRES_PER_SECOND = 8;
  private static final double DRIFT_NORTH_METRES_PER_SECOND = 4;
  private static final double DRY_BELOW = 0.62;

  private final Chance rain;
  private final Chance temperature;
  private final Chance wind;
  private final Chance direction;
  private final Chance pressure;

  Weather(Chance chance) {
    rain = chance.of("rain");
    temperature = chance.of("temperature");
    wind = chance.of("wind");
    direction = chance.of("direction");
    pressure = chance.of("pressure");
  }

  /** 0 is dry, 1 is a downpour. */
  double rain(Location place, Moment now) {
    Location origin = Ground.CENTRE;
    double east =
        Ground.metres(origin, new Location(place.longitude(), origin.latitude()))
            * Math.signum(place.longitude() - origin.longitude());
    double north =
        Ground.metres(origin, new Location(origin.longitude(), place.latitude()))
            * Math.signum(place.latitude() - origin.latitude());
    double hill =
        rain.hills(
            (east - DRIFT_EAST_METRES_PER_SECOND * now.seconds()) / CELL_METRES,
            (north - DRIFT_NORTH_METRES_PER_SECOND * now.seconds()) / CELL_METRES);
    return Math.max(0, (hill - DRY_BELOW) / (1 - DRY_BELOW));
  }

  /** Mean of the last three hours over the place: what feeds a brook. */
  double rainOfLastHours(Location place, Moment now) {
    double sum = 0;
    int samples = 6;
    for (int i = 0; i < samples; i++) {
      sum += rain(place, now.before(i * 0.5));
    }
    return sum / samples;
  }

  /** Degrees Celsius, in the open; asphalt is warmer by night. */
  double temperature(Location place, Moment now) {
    double season = 10.8 - 8.5 * Math.cos((now.dayOfYear() - 20) / 365.25 * 2 * Math.PI);
    double day = 3.6 * Math.cos((now.hour() - 15) / 24 * 2 * Math.PI);
    double town = 1.4 * Math.exp(-Ground.metres(place, Ground.CENTRE) / 5000);
    return season + day + 4 * temperature.wave(now.days() / 2.5) + town - 2 * rain(place, now);
  }

  /** Percent. */
  double humidity(Location place, Moment now) {
    double day = -14 * Math.cos((now.hour() - 15) / 24 * 2 * Math.PI);
    return Math.clamp(
        68 + day + 10 * temperature.wave(now.days() / 1.5 + 7) + 25 * rain(place, now), 25, 99);
  }

  /** Hectopascal at 50 m above the sea. */
  double pressure(Moment now) {
    return 1010 + 14 * pressure.wave(now.days() / 3) + 2 * pressure.wave(now.hours() / 8);
  }

  /** Metres per second. */
  double windSpeed(Moment now) {
    return Math.max(
        0.2, 3.4 + 2.4 * wind.wave(now.hours() / 9) + 1.1 * wind.wave(now.seconds() / 240));
  }

  /** Degrees, where it comes from; mostly the south-west. */
  double windDirection(Moment now) {
    double degrees =
        235 + 60 * direction.wave(now.days() / 1.2) + 15 * direction.wave(now.seconds() / 300);
    return (degrees + 360) % 360;
  }

  /** Millimetres in ten minutes. */
  double precipitation(Location place, Moment now) {
    return 2.4 * rain(place, now);
  }

  /** 0 by night to 1 at a clear noon. */
  double sun(Location place, Moment now) {
    double height = Math.max(0, Math.cos((now.hour() - 13) / 24 * 2 * Math.PI));
    double season = 0.62 - 0.38 * Math.cos((now.dayOfYear() + 10) / 365.25 * 2 * Math.PI);
    return height * season * (1 - 0.8 * Math.min(1, rain(place, now) * 2));
  }
}

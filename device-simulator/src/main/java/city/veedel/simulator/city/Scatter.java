package city.veedel.simulator.city;

import city.veedel.model.Location;

/** Places things beside a place, on dry ground. */
final class Scatter {
  private static final int ATTEMPTS = 24;

  private Scatter() {}

  /** A dry place between the two distances from the centre. */
  static Location near(Location centre, double fromMetres, double toMetres, Chance chance) {
    for (int i = 0; i < ATTEMPTS; i++) {
      double angle = chance.of("angle").of(i).share() * 2 * Math.PI;
      double distance = chance.of("distance").of(i).between(fromMetres, toMetres);
      Location place = Ground.moved(centre, distance * Math.cos(angle), distance * Math.sin(angle));
      if (!Ground.isRhine(place)) {
        return place;
      }
    }
    return centre;
  }
}

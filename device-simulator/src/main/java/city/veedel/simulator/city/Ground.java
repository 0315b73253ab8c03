package city.veedel.simulator.city;

import city.veedel.model.Location;
import java.util.List;

/** Distances in Köln, flat enough for a city, and the river through it. */
final class Ground {
  static final Location CENTRE = new Location(6.9570, 50.9400);

  /** At 50.94 degrees north. */
  private static final double METRES_PER_DEGREE_EAST = 70_160;

  private static final double METRES_PER_DEGREE_NORTH = 111_250;

  /** Half of what is surely water: the Rhine is 350 to 450 m wide in Köln. */
  private static final double RHINE_HALF_WIDTH_METRES = 130;

  /** The middle of the Rhine from Godorf to Worringen, by hand. */
  private static final List<Location> RHINE =
      line(
          "6.9840 50.8440,6.9960 50.8490,7.0100 50.8560,7.0230 50.8660,7.0330 50.8715,"
              + "7.0480 50.8765,7.0513 50.8830,7.0465 50.8905,7.0320 50.8945,7.0150 50.8943,"
              + "7.0030 50.8951,6.9910 50.8985,6.9840 50.9040,6.9770 50.9125,6.9720 50.9200,"
              + "6.9690 50.9280,6.9664 50.9330,6.9656 50.9380,6.9656 50.9420,6.9672 50.9470,"
              + "6.9720 50.9520,6.9790 50.9570,6.9905 50.9608,6.9960 50.9655,6.9985 50.9720,"
              + "6.9960 50.9780,6.9850 50.9830,6.9700 50.9885,6.9632 50.9950,6.9630 51.0030,"
              + "6.9690 51.0110,6.9735 51.0180,6.9730 51.0230,6.9690 51.0280,6.9600 51.0345,"
              + "6.9440 51.0420,6.9250 51.0510,6.9010 51.0630,6.8850 51.0695,6.8640 51.0727,6.8550 51.0770,6.8530 51.0830");

  private Ground() {}

  /** {@code lon lat}. */
  static Location parse(String pair) {
    String[] numbers = pair.strip().split(" ", -1);
    return new Location(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
  }

  private static List<Location> line(String pairs) {
    return List.of(pairs.split(",", -1)).stream().map(Ground::parse).toList();
  }

  static double metres(Location a, Location b) {
    return Math.hypot(
        (a.longitude() - b.longitude()) * METRES_PER_DEGREE_EAST,
        (a.latitude() - b.latitude()) * METRES_PER_DEGREE_NORTH);
  }

  /**
   * A point on the straight line.
   *
   * @param share 0 is {@code from}, 1 is {@code to}
   */
  static Location between(Location from, Location to, double share) {
    return rounded(
        from.longitude() + (to.longitude() - from.longitude()) * share,
        from.latitude() + (to.latitude() - from.latitude()) * share);
  }

  static Location moved(Location from, double metresEast, double metresNorth) {
    return rounded(
        from.longitude() + metresEast / METRES_PER_DEGREE_EAST,
        from.latitude() + metresNorth / METRES_PER_DEGREE_NORTH);
  }

  /** To about a metre: what a sensor's place is known to. */
  private static Location rounded(double longitude, double latitude) {
    return new Location(Math.rint(longitude * 1e5) / 1e5, Math.rint(latitude * 1e5) / 1e5);
  }

  /** Whether a thing there would get wet. */
  static boolean isRhine(Location place) {
    return metresToRhine(place) < RHINE_HALF_WIDTH_METRES;
  }

  /** Distance to the middle of the river. */
  static double metresToRhine(Location place) {
    double nearest = Double.MAX_VALUE;
    for (int i = 1; i < RHINE.size(); i++) {
      nearest = Math.min(nearest, metresToSegment(place, RHINE.get(i - 1), RHINE.get(i)));
    }
    return nearest;
  }

  private static double metresToSegment(Location place, Location from, Location to) {
    double length = metres(from, to);
    double east = (to.longitude() - from.longitude()) * METRES_PER_DEGREE_EAST;
    double north = (to.latitude() - from.latitude()) * METRES_PER_DEGREE_NORTH;
    double along =
        ((place.longitude() - from.longitude()) * METRES_PER_DEGREE_EAST * east
                + (place.latitude() - from.latitude()) * METRES_PER_DEGREE_NORTH * north)
            / (length * length);
    double clamped = Math.clamp(along, 0, 1);
    return metres(
        place,
        new Location(
            from.longitude() + (to.longitude() - from.longitude()) * clamped,
            from.latitude() + (to.latitude() - from.latitude()) * clamped));
  }

  /** Whether the straight way from one place to the other stays dry. */
  static boolean isDryWay(Location from, Location to) {
    int steps = (int) (metres(from, to) / 50) + 1;
    for (int i = 0; i <= steps; i++) {
      if (isRhine(between(from, to, (double) i / steps))) {
        return false;
      }
    }
    return true;
  }
}

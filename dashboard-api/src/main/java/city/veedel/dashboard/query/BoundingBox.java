package city.veedel.dashboard.query;

import city.veedel.model.Location;

/** A box in WGS 84 degrees, edges included; never across the antimeridian. */
public record BoundingBox(double west, double south, double east, double north) {
  public BoundingBox {
    // Written so that NaN fails as well.
    if (!(west >= -180 && east <= 180 && south >= -90 && north <= 90)) {
      throw new IllegalArgumentException("longitudes are -180 to 180, latitudes -90 to 90");
    }
    if (!(west <= east && south <= north)) {
      throw new IllegalArgumentException("the order is west,south,east,north");
    }
  }

  public boolean contains(Location location) {
    return location.longitude() >= west
        && location.longitude() <= east
        && location.latitude() >= south
        && location.latitude() <= north;
  }
}

package city.veedel.model;

/** A point in WGS 84, degrees, in the order of RFC 7946: longitude, latitude. */
public record Location(double longitude, double latitude) {
  public Location {
    // Written so that NaN fails as well.
    if (!(longitude >= -180 && longitude <= 180)) {
      throw new IllegalArgumentException("longitude must be -180 to 180, was " + longitude);
    }
    if (!(latitude >= -90 && latitude <= 90)) {
      throw new IllegalArgumentException("latitude must be -90 to 90, was " + latitude);
    }
  }
}

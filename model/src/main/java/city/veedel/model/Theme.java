package city.veedel.model;

import java.util.Optional;

/** The eight themes of the city map, in the order the map lists them. */
public enum Theme {
  TRAFFIC("traffic"),
  PARKING("parking"),
  BIKE_COUNT("bike-count"),
  SHARING("sharing"),
  AIR("air"),
  NOISE("noise"),
  WEATHER("weather"),
  WATER("water");

  private final String code;

  Theme(String code) {
    this.code = code;
  }

  /** The name on the wire and in the database. */
  public String code() {
    return code;
  }

  public static Optional<Theme> findByCode(String code) {
    for (Theme theme : values()) {
      if (theme.code.equals(code)) {
        return Optional.of(theme);
      }
    }
    return Optional.empty();
  }
}

package city.veedel.decode.mapping;

import city.veedel.model.PropertyName;

/** What a field is mapped to. All but {@link #PROPERTY} are names no property can have. */
enum Target {
  PROPERTY(""),
  /** RFC 3339 without a unit; Unix time in {@code s} or {@code ms}. */
  TIME("time"),
  /** WGS 84, degrees. */
  LATITUDE("latitude"),
  LONGITUDE("longitude"),
  /** A whole number that counts messages. */
  SEQUENCE("sequence"),
  /** The thing that is observed, where a device speaks for many. */
  THING("thing"),
  /** Left out on purpose. */
  IGNORE("ignore");

  private final String code;

  Target(String code) {
    this.code = code;
  }

  static Target of(PropertyName property) {
    for (Target target : values()) {
      if (target.code.equals(property.value())) {
        return target;
      }
    }
    return PROPERTY;
  }

  /** Whether it says something about other values instead of being one. */
  boolean isContext() {
    return this != PROPERTY && this != IGNORE;
  }

  boolean takesUnit(String unit) {
    return switch (this) {
      case PROPERTY -> true;
      case TIME -> unit.isEmpty() || unit.equals("s") || unit.equals("ms");
      case LATITUDE, LONGITUDE -> unit.isEmpty() || unit.equals("deg");
      case SEQUENCE, THING, IGNORE -> unit.isEmpty();
    };
  }
}

package city.veedel.decode.json;

import java.util.Optional;

/** The fields of a message; there are no others. */
enum Field {
  TIME("time"),
  VALUES("values"),
  THING("thing"),
  LOCATION("location"),
  SEQUENCE("sequence");

  static final String NAMES = "time, values, thing, location, sequence";

  private final String code;

  Field(String code) {
    this.code = code;
  }

  static Optional<Field> find(String code) {
    for (Field field : values()) {
      if (field.code.equals(code)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }
}

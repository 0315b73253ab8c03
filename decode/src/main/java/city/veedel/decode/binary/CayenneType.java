package city.veedel.decode.binary;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A data type of Cayenne LPP; integers are big endian.
 *
 * @param code an IPSO object number less 3200
 * @param fieldName without the channel
 * @param parts one without a name, or several with
 */
record CayenneType(int code, String fieldName, List<Part> parts) {
  /** Of the original description, with the names that The Things Stack's formatter gives. */
  private static final List<CayenneType> ORIGINAL =
      List.of(
          unsigned(0, "digital_in", 1, 1),
          unsigned(1, "digital_out", 1, 1),
          signed(2, "analog_in", 2, 100),
          signed(3, "analog_out", 2, 100),
          unsigned(101, "luminosity", 2, 1), // lx
          unsigned(102, "presence", 1, 1),
          signed(103, "temperature", 2, 10), // °C
          unsigned(104, "relative_humidity", 1, 2), // %
          axes(113, "accelerometer", 1000), // standard accelerations of gravity
          unsigned(115, "barometric_pressure", 2, 10), // hPa
          axes(134, "gyrometer", 100), // °/s
          new CayenneType(
              136,
              "gps",
              List.of(
                  new Part("latitude", 3, true, 10_000), // °
                  new Part("longitude", 3, true, 10_000), // °
                  new Part("altitude", 3, true, 100)))); // m

  /** Of the extended description that nearly all libraries for devices follow, with their names. */
  private static final List<CayenneType> EXTENDED =
      List.of(
          unsigned(100, "generic", 4, 1),
          unsigned(116, "voltage", 2, 100), // V
          unsigned(117, "current", 2, 1000), // A
          unsigned(118, "frequency", 4, 1), // Hz
          unsigned(120, "percentage", 1, 1), // %
          signed(121, "altitude", 2, 1), // m
          unsigned(125, "concentration", 2, 1), // ppm
          unsigned(128, "power", 2, 1), // W
          unsigned(130, "distance", 4, 1000), // m
          unsigned(131, "energy", 4, 1000), // kWh
          unsigned(132, "direction", 2, 1), // °
          unsigned(133, "time", 4, 1), // s since 1970-01-01T00:00:00Z
          new CayenneType(
              135,
              "colour",
              List.of(
                  new Part("r", 1, false, 1),
                  new Part("g", 1, false, 1),
                  new Part("b", 1, false, 1))),
          unsigned(142, "switch", 1, 1));

  private static final Map<Integer, CayenneType> BY_CODE =
      Stream.concat(ORIGINAL.stream(), EXTENDED.stream())
          .collect(Collectors.toUnmodifiableMap(CayenneType::code, Function.identity()));

  static @Nullable CayenneType find(int code) {
    return BY_CODE.get(code);
  }

  private static CayenneType unsigned(int code, String fieldName, int bytes, int divisor) {
    return new CayenneType(code, fieldName, List.of(new Part("", bytes, false, divisor)));
  }

  private static CayenneType signed(int code, String fieldName, int bytes, int divisor) {
    return new CayenneType(code, fieldName, List.of(new Part("", bytes, true, divisor)));
  }

  private static CayenneType axes(int code, String fieldName, int divisor) {
    return new CayenneType(
        code,
        fieldName,
        List.of(
            new Part("x", 2, true, divisor),
            new Part("y", 2, true, divisor),
            new Part("z", 2, true, divisor)));
  }

  /** One number of a value: an integer of {@code bytes}, divided by {@code divisor}. */
  record Part(String name, int bytes, boolean signed, int divisor) {}
}

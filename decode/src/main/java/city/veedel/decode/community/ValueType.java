package city.veedel.decode.community;

import city.veedel.model.PropertyName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The name of a value in a message: {@code SDS_P1}, {@code BME280_temperature}; without the sensor
 * in the messages per pin: {@code P1}.
 *
 * @param sensor {@code SDS}, or empty
 * @param quantity {@code P1}
 */
record ValueType(String sensor, String quantity) {
  /** What a quantity is here, and its UCUM unit. */
  record Meaning(PropertyName property, String unit) {}

  private static final Map<String, Meaning> MEANINGS =
      Map.ofEntries(
          meaning("P0", "pm1", "ug/m3"),
          meaning("P1", "pm10", "ug/m3"),
          meaning("P2", "pm2_5", "ug/m3"),
          meaning("P4", "pm4", "ug/m3"),
          meaning("temperature", "temperature", "Cel"),
          meaning("humidity", "humidity", "%"),
          meaning("pressure", "pressure", "Pa"),
          meaning("noise_LAeq", "laeq", "dB"),
          meaning("noise_LA_max", "lamax", "dB"),
          meaning("noise_LA_min", "lamin", "dB"),
          meaning("co2_ppm", "co2", "[ppm]"),
          meaning("signal", "rssi", "{dBm}"));

  /** Counters of the firmware, which measure the microcontroller. */
  private static final Set<String> DIAGNOSTICS =
      Set.of("samples", "min_micro", "max_micro", "interval", "pressure_at_sealevel");

  /** A heated intake: what it measures is not the air outside. */
  private static final Set<String> NOT_OUTSIDE = Set.of("HECA");

  /**
   * Of several sensors of one quantity the first of these counts as the quantity itself; the others
   * keep their name: {@code bmp280_temperature}.
   */
  private static final List<String> RANKS =
      List.of(
          "SDS", "SPS30", "PMS", "HPM", "NPM", "IPS", "BME280", "SHT3X", "HTU21D", "", "BMP280",
          "BMP", "DS18B20");

  static ValueType of(String name) {
    for (String quantity : MEANINGS.keySet()) {
      if (name.endsWith("_" + quantity) && name.length() > quantity.length() + 1) {
        return new ValueType(name.substring(0, name.length() - quantity.length() - 1), quantity);
      }
    }
    return new ValueType("", name);
  }

  boolean isDiagnostic() {
    return DIAGNOSTICS.contains(quantity);
  }

  Optional<Meaning> meaning() {
    return Optional.ofNullable(MEANINGS.get(quantity));
  }

  /**
   * As what it is stored beside others of its quantity; empty if a sensor has a name no property
   * can have.
   */
  Optional<PropertyName> property(Meaning meaning, boolean isFirst) {
    if (isFirst && !NOT_OUTSIDE.contains(sensor)) {
      return Optional.of(meaning.property());
    }
    String prefix = sensor.isEmpty() ? "unnamed" : sensor.toLowerCase(Locale.ROOT);
    String name = prefix + "_" + meaning.property();
    return PropertyName.isValid(name) ? Optional.of(new PropertyName(name)) : Optional.empty();
  }

  /** Lower is first; sensors nobody knows come last, those of an intake after them. */
  int rank() {
    int rank = RANKS.indexOf(sensor);
    if (NOT_OUTSIDE.contains(sensor)) {
      return RANKS.size() + 1;
    }
    return rank < 0 ? RANKS.size() : rank;
  }

  private static Map.Entry<String, Meaning> meaning(String quantity, String property, String unit) {
    return Map.entry(quantity, new Meaning(new PropertyName(property), unit));
  }
}

package city.veedel.decode.senml;

import java.util.Map;

/**
 * SenML unit symbols (RFC 8428, section 12.1, and RFC 8798) as UCUM codes. Only those that UCUM
 * writes otherwise are listed; the rest are the same, and what is in neither is found out when it
 * is to be converted.
 */
final class SenmlUnits {
  static final String LATITUDE = "lat";
  static final String LONGITUDE = "lon";

  private static final Map<String, String> UCUM =
      Map.ofEntries(
          // A ratio of 0 to 1 and, for historical reasons, no percentage: RFC 8428, table 5, note.
          Map.entry("%", "1"),
          Map.entry("/", "1"),
          Map.entry("%RH", "%"),
          Map.entry("%EL", "%"),
          Map.entry("EL", "s"),
          Map.entry("count", "1"),
          Map.entry("beats", "1"),
          Map.entry("beat/min", "/min"),
          Map.entry("1/s", "/s"),
          Map.entry("1/min", "/min"),
          Map.entry("pH", "[pH]"),
          Map.entry("dBW", "dB[W]"),
          Map.entry("Bspl", "B[SPL]"),
          Map.entry("NTU", "[NTU]"),
          // A byte; in UCUM, B is a bel.
          Map.entry("B", "By"),
          Map.entry("B/s", "By/s"),
          Map.entry("MB/s", "MBy/s"),
          Map.entry("KiB", "KiBy"),
          Map.entry("GB", "GBy"),
          Map.entry("VA", "V.A"),
          Map.entry("VAs", "V.A.s"),
          Map.entry("VAh", "V.A.h"),
          Map.entry("kVA", "kV.A"),
          Map.entry("kVAh", "kV.A.h"),
          Map.entry("var", "V.A{reactive}"),
          Map.entry("vars", "V.A{reactive}.s"),
          Map.entry("varh", "V.A{reactive}.h"),
          Map.entry("kvar", "kV.A{reactive}"),
          Map.entry("kvarh", "kV.A{reactive}.h"),
          Map.entry("Ah", "A.h"),
          Map.entry("Wh", "W.h"),
          Map.entry("kWh", "kW.h"),
          Map.entry("Wh/km", "W.h/km"),
          Map.entry("ppm", "[ppm]"),
          Map.entry("ppb", "[ppb]"),
          Map.entry("ppt", "[pptr]"),
          Map.entry("/100", "%"),
          Map.entry("/1000", "[ppth]"));

  private SenmlUnits() {}

  static String ucumOf(String symbol) {
    return UCUM.getOrDefault(symbol, symbol);
  }

  /** The unit of the integral over time of what has this unit: RFC 8428, section 4.2, Sum. */
  static String ucumOfSum(String symbol) {
    String unit = ucumOf(symbol);
    if (unit.isEmpty()) {
      return "";
    }
    return unit.indexOf('/') < 0 ? unit + ".s" : "(" + unit + ").s";
  }
}

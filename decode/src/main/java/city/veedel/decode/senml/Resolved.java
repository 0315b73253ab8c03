package city.veedel.decode.senml;

import city.veedel.model.Result;
import org.jspecify.annotations.Nullable;

/**
 * A record with its base fields applied, RFC 8428, section 4.6, its time still as sent.
 *
 * @param unit SenML symbol, or empty
 * @param seconds since 1970, or from the time of receipt if below 2^28
 * @param value null where the record has a sum only
 * @param sum NaN where the record has none
 */
record Resolved(
    String name, String unit, double seconds, @Nullable Result value, double sum, Place place) {
  boolean hasSum() {
    return !Double.isNaN(sum);
  }

  /**
   * @param pointer JSON Pointer of the record
   */
  record Place(String pointer, int line, int column) {}
}

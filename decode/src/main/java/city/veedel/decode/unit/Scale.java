package city.veedel.decode.unit;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A unit as a line in its dimension: {@code canonical = value × factor + offset}. Decimal, so that
 * 41.2 mg/m3 are 41200 ug/m3 and not nearly so.
 *
 * @param dimension what can be converted into each other has the same
 */
record Scale(String dimension, BigDecimal factor, BigDecimal offset) {
  private static final MathContext PRECISION = MathContext.DECIMAL128;

  static Scale linear(String dimension, BigDecimal factor) {
    return new Scale(dimension, factor, BigDecimal.ZERO);
  }

  /** The value on another scale of the same dimension; may be beyond what a double holds. */
  double convert(double value, Scale to) {
    if (factor.compareTo(to.factor) == 0 && offset.compareTo(to.offset) == 0) {
      return value;
    }
    return BigDecimal.valueOf(value)
        .multiply(factor, PRECISION)
        .add(offset, PRECISION)
        .subtract(to.offset, PRECISION)
        .divide(to.factor, PRECISION)
        .doubleValue();
  }
}

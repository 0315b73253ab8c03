package city.veedel.decode.binary;

import java.util.List;

/**
 * {@code p((raw + bias) × scale ÷ divisor + offset)}, in double precision and this order, where p
 * is a polynomial.
 *
 * @param polynomial coefficients from the constant one upwards; empty leaves the value as it is
 */
record Arithmetic(
    double bias, double scale, double divisor, double offset, List<Double> polynomial) {
  static final Arithmetic NONE = new Arithmetic(0, 1, 1, 0, List.of());

  double apply(double raw) {
    double x = (raw + bias) * scale / divisor + offset;
    if (polynomial.isEmpty()) {
      return x;
    }
    double sum = 0;
    for (int i = polynomial.size() - 1; i >= 0; i--) {
      sum = sum * x + polynomial.get(i);
    }
    return sum;
  }
}

package city.veedel.standalone.bench;

/** How figures are printed. */
final class Figures {
  private Figures() {}

  /** Three digits that count, as many as are true. */
  static double rounded(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return 0;
    }
    double scale = Math.pow(10, 3 - Math.ceil(Math.log10(Math.abs(value))));
    return Math.round(value * scale) / scale;
  }
}

package city.veedel.decode.jsonata;

/** Ends an evaluation that goes beyond a bound, or asks for what is not given to expressions. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException(String detail) {
    super(detail, null, false, false);
  }
}

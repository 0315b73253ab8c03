package city.veedel.decode.envelope;

import city.veedel.decode.Fault;
import city.veedel.model.RefusalReason;

/** An envelope that cannot be opened; the first fault ends it. */
final class UnusableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  UnusableException(String pointer, String detail) {
    super(detail, null, false, false);
    this.fault = new Fault(RefusalReason.VALUE_INVALID, detail, pointer, 0, 0);
  }

  Fault fault() {
    return fault;
  }
}

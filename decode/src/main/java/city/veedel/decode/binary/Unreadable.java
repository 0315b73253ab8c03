package city.veedel.decode.binary;

import city.veedel.decode.Fault;
import city.veedel.model.RefusalReason;

/** Ends the reading of a payload at its fault. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  Unreadable(RefusalReason reason, String detail, int offset) {
    super(detail, null, false, false);
    this.fault = Fault.atByte(reason, detail, offset);
  }

  Fault fault() {
    return fault;
  }
}

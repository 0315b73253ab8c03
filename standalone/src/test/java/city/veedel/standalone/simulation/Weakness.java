package city.veedel.standalone.simulation;

/** A mistake made on purpose: the check must find it, or the check is worth nothing. */
enum Weakness {
  NONE(""),
  /** The journal answers when it has written, not when it has synced. */
  ACKNOWLEDGES_BEFORE_SYNC("LOSS"),
  /** The journal does not look at its checksums. */
  NO_CHECKSUM("CORRUPT"),
  /** The journal tries a failed sync again and believes the second answer. */
  TRIES_A_FAILED_SYNC_AGAIN("LOSS"),
  /** The journal writes the handshake of an exactly-once delivery after the message. */
  HANDSHAKE_AFTER_MESSAGE("DUP"),
  /** The store commits the position first, then the rows. */
  POSITION_BEFORE_ROWS("LOSS"),
  /** The store commits the rows first, then the position: no row is wrong, the receipts are. */
  POSITION_AFTER_ROWS("COUNT");

  private final String finding;

  Weakness(String finding) {
    this.finding = finding;
  }

  /** What the check must call it. */
  String finding() {
    return finding;
  }
}

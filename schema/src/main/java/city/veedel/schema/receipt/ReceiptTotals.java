package city.veedel.schema.receipt;

/**
 * What became of observations; {@code accepted = stored + duplicate + corrected + quarantined}.
 *
 * @param refused observations whose sender was told that they will never be stored; not part of
 *     accepted
 * @param deadLetters messages set aside, whether their sender was told or not
 */
public record ReceiptTotals(
    long accepted,
    long stored,
    long duplicate,
    long corrected,
    long quarantined,
    long refused,
    long deadLetters) {
  public static final ReceiptTotals NONE = new ReceiptTotals(0, 0, 0, 0, 0, 0, 0);

  /** What has come since {@code earlier}. */
  public ReceiptTotals minus(ReceiptTotals earlier) {
    return new ReceiptTotals(
        accepted - earlier.accepted,
        stored - earlier.stored,
        duplicate - earlier.duplicate,
        corrected - earlier.corrected,
        quarantined - earlier.quarantined,
        refused - earlier.refused,
        deadLetters - earlier.deadLetters);
  }
}

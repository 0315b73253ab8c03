package city.veedel.journal;

/**
 * The state of a journal, for metrics, health and {@code doctor}.
 *
 * @param oldest first entry kept
 * @param next where the next append goes
 * @param bytes bytes held on the disk
 * @param capacityBytes bytes it may hold; beyond it appends answer {@link AppendResult.Full}
 * @param damagedBatches batches whose checksum was wrong: set aside, counted, never served
 * @param failure why the journal stopped for good, or empty
 */
public record JournalStatus(
    Position oldest,
    Position next,
    long bytes,
    long capacityBytes,
    long damagedBatches,
    String failure) {
  public boolean failed() {
    return !failure.isEmpty();
  }
}

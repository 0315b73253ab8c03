package city.veedel.ingest;

import city.veedel.journal.Position;
import java.time.Duration;

/**
 * The state of an ingest, for health and {@code doctor}. Counts are since the start.
 *
 * @param connected whether the last turn reached the store
 * @param position up to where the journal is stored
 * @param lagBatches journal batches not yet stored
 * @param lag how old the last stored observation was when it was stored, or zero when nothing waits
 * @param failures turns that failed
 * @param lastError what the last failure said, or empty; kept after it is over
 */
public record IngestStatus(
    boolean connected,
    Position position,
    long lagBatches,
    Duration lag,
    long stored,
    long duplicate,
    long corrected,
    long quarantined,
    long batches,
    long failures,
    String lastError) {

  /** Whether everything the journal held was stored when this was taken. */
  public boolean drained() {
    return connected && lagBatches == 0;
  }
}

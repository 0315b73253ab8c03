package city.veedel.ingest.tail;

import city.veedel.ingest.Batch;
import city.veedel.journal.Position;
import java.util.Optional;

/** Where the loop has its batches from: consecutive ones of one journal. */
interface BatchSource extends AutoCloseable {
  /**
   * The next batch; waits a while for a first entry.
   *
   * @param maxObservations a batch is closed once it holds so many
   * @return empty when nothing came
   */
  Optional<Batch> take(int maxObservations) throws InterruptedException;

  /** Everything before it has been taken. */
  Position taken();

  @Override
  void close();
}

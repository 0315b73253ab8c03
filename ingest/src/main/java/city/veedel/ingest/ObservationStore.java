package city.veedel.ingest;

import city.veedel.journal.Position;
import java.util.Optional;
import java.util.UUID;

/**
 * Port: where observations go for good. For one thread. After {@link StoreUnavailableException}
 * nothing is known about the batch; close, open again, and ask for the position.
 */
public interface ObservationStore extends AutoCloseable {

  /**
   * Connects and keeps every other ingest off this journal until {@link #close}.
   *
   * @return how far the journal has been stored; empty for one never seen
   * @throws StoreUnavailableException when the store is away, or another ingest has the journal
   */
  Optional<Position> open(UUID journal);

  /**
   * Stores all of a batch and its next position, or nothing. What can never be stored is set aside
   * and does not stop the rest. Storing the same batch again changes no row.
   *
   * @throws StoreUnavailableException when it is not known to be stored
   */
  Written write(Batch batch);

  /**
   * Does what is due by the clock, a bounded part of it at a time. To be called between batches,
   * also when there is none; mostly nothing is due, and the store is not asked.
   *
   * @throws StoreUnavailableException when the store is away
   */
  void tend();

  /** Lets go of the connection and of the journal. May be opened again. */
  @Override
  void close();
}

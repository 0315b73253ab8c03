package city.veedel.journal;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Accepted observations, durable and ordered. Any thread may append; appends of one thread keep
 * their order. At most one process opens a journal.
 */
public interface Journal extends AutoCloseable {
  /** Names this journal for ever; an emptied or replaced journal has another. */
  UUID id();

  /**
   * Completes with {@link AppendResult.Durable} once every entry is synced, or at once with {@link
   * AppendResult.Full}. Completes with {@link JournalFailedException} after an I/O error: then
   * nothing may be acknowledged any more, and nothing is tried again (a failed sync may have lost
   * what an apparently good one pretends to keep). Never blocks the caller. Completions leave in
   * the order of the appends, from a thread of the journal: do little there.
   */
  CompletionStage<AppendResult> append(Append append);

  /** Durably ends a handshake; completes like {@link #append}. Unknown ones end at once. */
  CompletionStage<AppendResult> end(Handshake handshake);

  /** Handshakes begun and not ended, as found when opening. */
  Set<Handshake> openHandshakes();

  /**
   * A reader from the first entry at or after {@code from}. A position before the oldest entry
   * reads from the oldest.
   */
  Reader reader(Position from);

  /** Nothing before {@code upTo} is needed any more; its space may be freed. A hint. */
  void release(Position upTo);

  /** Oldest entry kept, next position, bytes, and what was found damaged. */
  JournalStatus status();

  @Override
  void close();
}

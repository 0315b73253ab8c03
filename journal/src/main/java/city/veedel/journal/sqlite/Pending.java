package city.veedel.journal.sqlite;

import city.veedel.journal.AppendResult;
import city.veedel.journal.Handshake;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What waits for its commit, and who waits for it. */
sealed interface Pending {
  /** Heap that a waiting append takes beside its bytes, generously. */
  int OVERHEAD_BYTES = 256;

  CompletableFuture<AppendResult> done();

  /** What it counts for in the queue. */
  long weightBytes();

  /**
   * @param block the entries, encoded
   * @param entries how many
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody writes to it.
  record Entries(
      byte[] block, int entries, @Nullable Handshake begins, CompletableFuture<AppendResult> done)
      implements Pending {
    @Override
    public long weightBytes() {
      return (long) block.length + OVERHEAD_BYTES;
    }
  }

  record End(Handshake handshake, CompletableFuture<AppendResult> done) implements Pending {
    @Override
    public long weightBytes() {
      return OVERHEAD_BYTES;
    }
  }
}

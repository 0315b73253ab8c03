package city.veedel.ingest.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Deletes raw messages past their days and joins small blocks, a bounded number at a time. */
final class RawUpkeep implements Upkeep.Job {
  static final Duration PERIOD = Duration.ofMinutes(1);
  private Instant next = Instant.MIN;

  @Override
  public boolean isDue(Instant now) {
    return !now.isBefore(next);
  }

  @Override
  public void run(Connection connection, Instant now) throws SQLException {
    next = now.plus(PERIOD);
    RawBlocks blocks = new RawBlocks(connection);
    int expired = blocks.expire(now);
    int joined = blocks.join();
    if (expired == RawBlocks.MAX_EXPIRED || joined == RawBlocks.MAX_JOINED) {
      // There is more; the next batch goes first.
      next = now;
    }
  }
}

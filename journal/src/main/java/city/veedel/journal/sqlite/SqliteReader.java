package city.veedel.journal.sqlite;

import city.veedel.journal.Entry;
import city.veedel.journal.JournalFailedException;
import city.veedel.journal.Position;
import city.veedel.journal.PositionAheadException;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import city.veedel.journal.codec.EntryBlock;
import city.veedel.journal.codec.KnownIds;
import city.veedel.journal.codec.MalformedEntryException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads batch after batch by number, steps over damage, and waits for the writer at the end. */
final class SqliteReader implements Reader {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteReader.class);

  private final JournalConfig config;
  private final Progress progress;
  private final DamageLog damage;
  private final KnownIds ids = new KnownIds();

  /** The entry to be read next. */
  private long batch;

  private int index;
  private EntryBlock.@Nullable Cursor cursor;
  private byte[] content = {};
  private @Nullable BatchSource source;

  SqliteReader(JournalConfig config, Progress progress, DamageLog damage, Position from) {
    long next = progress.extent().next();
    if (from.batch() > next || from.batch() == next && from.index() > 0) {
      throw new PositionAheadException(from, new Position(next, 0));
    }
    this.config = config;
    this.progress = progress;
    this.damage = damage;
    this.batch = from.batch();
    this.index = from.index();
  }

  @Override
  public Stretch poll(int maxEntries, Duration timeout) throws InterruptedException {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("at least one entry must be asked for: " + maxEntries);
    }
    List<Entry> taken = new ArrayList<>();
    long bytes = 0;
    boolean more = find() || progress.awaitBatch(batch, timeout.toNanos()) && find();
    while (more) {
      bytes += take(taken);
      more = taken.size() < maxEntries && bytes < config.stretchBytes() && find();
    }
    if (taken.isEmpty() && progress.closed()) {
      throw new IllegalStateException("the journal is closed");
    }
    return new Stretch(taken, new Position(batch, index));
  }

  /** Whether there is a next entry; brings it in if so. */
  private boolean find() {
    EntryBlock.Cursor current = cursor;
    if (current != null && current.hasNext()) {
      return true;
    }
    if (current != null) {
      leaveBatch();
    }
    try (DamageLog.Run damaged = damage.run()) {
      return findAfter(damaged);
    }
  }

  private boolean findAfter(DamageLog.Run damaged) {
    Extent extent = progress.extent();
    while (batch < extent.next()) {
      Span span = extent.findSpan(batch).orElse(null);
      if (span == null || batch < span.first()) {
        // Released meanwhile, or numbers that a recovery left out.
        batch = span == null ? extent.next() : span.first();
        index = 0;
        continue;
      }
      switch (look(span)) {
        case BatchSource.Found.Sound(int _, byte[] found) -> {
          if (enter(found)) {
            return true;
          }
        }
        case BatchSource.Found.Damaged(String what, byte[] saved) -> {
          refuseAfterFailure();
          damaged.add(batch, what, saved);
          leaveBatch();
        }
        case BatchSource.Found.Gone _ -> extent = progress.extent();
      }
    }
    return false;
  }

  /** A disk that fails makes sound batches look damaged: they will be there after a restart. */
  private void refuseAfterFailure() {
    JournalFailedException failure = progress.failure();
    if (failure != null) {
      throw new JournalFailedException(
          "batch " + batch + " is not read any more: " + failure.getMessage(), failure);
    }
  }

  /** Goes to the entry asked for. False if the batch has no more. */
  private boolean enter(byte[] found) {
    EntryBlock.Cursor entered = new EntryBlock.Cursor(found, ids);
    try {
      for (int i = 0; i < index && entered.hasNext(); i++) {
        entered.skip();
      }
    } catch (MalformedEntryException e) {
      damage.report(batch, batch, String.valueOf(e.getMessage()), found);
    }
    if (!entered.hasNext()) {
      leaveBatch();
      return false;
    }
    cursor = entered;
    content = found;
    return true;
  }

  private int take(List<Entry> taken) {
    EntryBlock.Cursor current = Objects.requireNonNull(cursor);
    int before = current.offset();
    try {
      taken.add(current.next());
    } catch (MalformedEntryException e) {
      // The checksum is right, so it was written like this: by a later version, or by a mistake.
      LOG.error("Entry {}:{} cannot be read: {}", batch, index, e.getMessage());
      damage.report(batch, batch, String.valueOf(e.getMessage()), content);
    }
    int bytes = current.offset() - before;
    if (current.hasNext()) {
      index++;
    } else {
      leaveBatch();
    }
    return bytes;
  }

  private void leaveBatch() {
    batch++;
    index = 0;
    cursor = null;
    content = new byte[0];
  }

  private BatchSource.Found look(Span span) {
    try {
      BatchSource current = source;
      if (current == null || !current.span().path().equals(span.path())) {
        close();
        current = new BatchSource(span);
        source = current;
      }
      return current.find(batch);
    } catch (SQLException e) {
      throw new JournalFailedException(
          "batch " + batch + " cannot be read from " + span.path() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    BatchSource current = source;
    source = null;
    if (current != null) {
      try {
        current.close();
      } catch (SQLException e) {
        LOG.warn("A reader of {} did not close: {}", current.span().path(), e.getMessage());
      }
    }
  }
}

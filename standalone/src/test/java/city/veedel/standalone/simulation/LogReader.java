package city.veedel.standalone.simulation;

import city.veedel.journal.Entry;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import city.veedel.journal.codec.EntryBlock;
import city.veedel.journal.codec.KnownIds;
import city.veedel.journal.codec.MalformedEntryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Reads a simulated journal from the disk, batch after batch; what is damaged is set aside. */
final class LogReader implements Reader {
  private final SimulatedJournal.Place place;
  private final LogFiles files;
  private final LongSupplier next;
  private final boolean checked;
  private final KnownIds ids = new KnownIds();
  private long batch;
  private int index;

  LogReader(
      SimulatedJournal.Place place,
      LogFiles files,
      Position from,
      LongSupplier next,
      boolean checked) {
    this.place = place;
    this.files = files;
    this.next = next;
    this.checked = checked;
    this.batch = from.batch();
    this.index = from.index();
  }

  /** Never waits: what is not there now comes in a later turn. */
  @Override
  public Stretch poll(int maxEntries, Duration timeout) {
    List<Entry> taken = new ArrayList<>();
    while (taken.size() < maxEntries && batch < next.getAsLong()) {
      Map.Entry<Long, LogFiles.Extent> found = files.batches().ceilingEntry(batch);
      if (found == null) {
        batch = next.getAsLong();
        index = 0;
        break;
      }
      if (found.getKey() > batch) {
        batch = found.getKey();
        index = 0;
      }
      read(found.getValue(), taken, maxEntries);
    }
    return new Stretch(taken, new Position(batch, index));
  }

  private void read(LogFiles.Extent extent, List<Entry> taken, int maxEntries) {
    byte[] bytes = place.disk().read(extent.file(), extent.from(), extent.to());
    LogRecord.Found found = LogRecord.at(bytes, 0, checked);
    if (found == null) {
      place.witness().damaged(batch);
      leave();
      return;
    }
    EntryBlock.Cursor cursor = new EntryBlock.Cursor(found.record().block().bytes(), ids);
    try {
      for (int i = 0; i < index && cursor.hasNext(); i++) {
        cursor.skip();
      }
      while (cursor.hasNext() && taken.size() < maxEntries) {
        taken.add(cursor.next());
        index++;
      }
    } catch (MalformedEntryException e) {
      place.witness().damaged(batch);
      leave();
      return;
    }
    if (!cursor.hasNext()) {
      leave();
    }
  }

  private void leave() {
    batch++;
    index = 0;
  }

  @Override
  public void close() {}
}

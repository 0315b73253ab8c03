package city.veedel.standalone.simulation;

import city.veedel.journal.Handshake;
import city.veedel.model.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a journal finds when it opens. The last file may end torn: what cannot be read there is cut,
 * and its numbers are left out. Anything else that cannot be read is damage. What the last file
 * holds is written again into a new one, because nobody knows whether it was ever synced.
 */
record LogRecovery(LogFiles files, long next, Set<Handshake> handshakes) {
  /** No batch takes less: bounds how many numbers a torn tail may have used. */
  private static final int SMALLEST_RECORD = 28;

  private record Scanned(
      String name, @Nullable LogRecord head, List<LogRecord.Found> batches, int unreadable) {}

  static LogRecovery run(SimulatedJournal.Place place, boolean checked) throws IOException {
    SimulatedDisk disk = place.disk();
    List<Scanned> scanned = new ArrayList<>();
    for (String name : disk.names()) {
      scanned.add(scan(name, disk.read(name, 0, disk.length(name)), checked));
    }
    UUID id = null;
    long next = 1;
    long serial = 0;
    Set<Handshake> open = new HashSet<>();
    TreeMap<Long, LogFiles.Extent> extents = new TreeMap<>();
    TreeMap<Long, Payload> blocks = new TreeMap<>();
    TreeMap<String, Long> sealed = new TreeMap<>();
    for (Scanned file : scanned) {
      serial = LogFiles.serial(file.name);
      next = Math.max(next, LogFiles.first(file.name));
      LogRecord head = file.head;
      if (head != null) {
        ByteBuffer identity = ByteBuffer.wrap(head.block().bytes());
        UUID own = new UUID(identity.getLong(), identity.getLong());
        id = id == null ? own : id;
        next = Math.max(next, identity.getLong());
        open = new HashSet<>(head.begun());
      }
      blocks.clear();
      long last = 0;
      for (LogRecord.Found found : file.batches) {
        LogRecord record = found.record();
        open.addAll(record.begun());
        record.ended().forEach(open::remove);
        if (record.number() > 0) {
          extents.put(record.number(), new LogFiles.Extent(file.name, found.from(), found.to()));
          blocks.put(record.number(), record.block());
          last = record.number();
        }
      }
      sealed.put(file.name, last);
      next = Math.max(next, last + 1) + file.unreadable / SMALLEST_RECORD;
      if (file.unreadable > 0) {
        place.witness().unreadable();
      }
    }
    LogFiles files =
        new LogFiles(disk, id == null ? place.chance().uuid() : id, extents, sealed, serial);
    files.begin(next, open, blocks);
    if (!scanned.isEmpty()) {
      String rewritten = scanned.getLast().name;
      sealed.remove(rewritten);
      disk.delete(rewritten);
    }
    witness(place, extents);
    return new LogRecovery(files, next, open);
  }

  private static void witness(
      SimulatedJournal.Place place, TreeMap<Long, LogFiles.Extent> extents) {
    for (Map.Entry<Long, LogFiles.Extent> batch : extents.entrySet()) {
      LogFiles.Extent extent = batch.getValue();
      place.witness().recovered(batch.getKey(), extent.file(), extent.from(), extent.to());
    }
    place.witness().keepsOnly(extents.keySet());
  }

  private static Scanned scan(String name, byte[] bytes, boolean checked) {
    LogRecord head = null;
    List<LogRecord.Found> batches = new ArrayList<>();
    int at = 0;
    int read = 0;
    while (at < bytes.length) {
      LogRecord.Found found = LogRecord.at(bytes, at, checked);
      if (found == null) {
        at++;
      } else if (found.record().number() < 0) {
        head = found.record().block().length() == 24 ? found.record() : head;
        at = found.to();
        read += found.to() - found.from();
      } else {
        batches.add(found);
        at = found.to();
        read += found.to() - found.from();
      }
    }
    return new Scanned(name, head, batches, bytes.length - read);
  }
}

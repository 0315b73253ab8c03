package city.veedel.standalone.simulation;

import city.veedel.journal.Handshake;
import city.veedel.model.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The files of a simulated journal and what lies where in them. Every file begins with a record of
 * its own: whose journal it is, which number comes next, and the handshakes open at that time.
 */
final class LogFiles {
  /** Where a batch lies. */
  record Extent(String file, int from, int to) {}

  private final SimulatedDisk disk;
  private final UUID id;
  private final NavigableMap<Long, Extent> batches;

  /** The last number in each file that is not written any more. */
  private final NavigableMap<String, Long> sealed;

  private long serial;
  private String current = "";
  private int end;

  LogFiles(
      SimulatedDisk disk,
      UUID id,
      NavigableMap<Long, Extent> batches,
      NavigableMap<String, Long> sealed,
      long serial) {
    this.disk = disk;
    this.id = id;
    this.batches = batches;
    this.sealed = sealed;
    this.serial = serial;
  }

  /** The name says which number comes first, so that losing the head loses no number. */
  static String name(long serial, long first) {
    return "journal-%06d-%09d".formatted(serial, first);
  }

  static long serial(String name) {
    return Long.parseLong(name.split("-")[1]);
  }

  static long first(String name) {
    return Long.parseLong(name.split("-")[2]);
  }

  /** The first record of a file. */
  static LogRecord head(UUID id, long next, Collection<Handshake> open) {
    byte[] identity =
        ByteBuffer.allocate(24)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .putLong(next)
            .array();
    List<Handshake> sorted = new ArrayList<>(open);
    sorted.sort((a, b) -> {
      int byClient = a.client().compareTo(b.client());
      return byClient == 0 ? Integer.compare(a.number(), b.number()) : byClient;
    });
    return new LogRecord(-1, sorted, List.of(), Payload.wrap(identity));
  }

  /** Goes on in a new file, once it is synced; on failure the old one stays the current one. */
  void begin(long next, Collection<Handshake> open) throws IOException {
    begin(next, open, Map.of());
  }

  /**
   * @param moved batches that are written into the new file as well
   */
  void begin(long next, Collection<Handshake> open, Map<Long, Payload> moved) throws IOException {
    String name = name(serial + 1, next);
    byte[] head = head(id, next, open).bytes();
    int at = head.length;
    Map<Long, Extent> extents = new TreeMap<>();
    try {
      disk.write(name, 0, head);
      for (Map.Entry<Long, Payload> batch : moved.entrySet()) {
        byte[] record =
            new LogRecord(batch.getKey(), List.of(), List.of(), batch.getValue()).bytes();
        disk.write(name, at, record);
        extents.put(batch.getKey(), new Extent(name, at, at + record.length));
        at += record.length;
      }
      disk.sync(name);
    } catch (IOException e) {
      disk.delete(name);
      throw e;
    }
    if (!current.isEmpty()) {
      sealed.put(current, next - 1);
    }
    serial++;
    current = name;
    end = at;
    batches.putAll(extents);
  }

  void write(byte[] record) throws IOException {
    disk.write(current, end, record);
  }

  /** What was written since the last commit is written over. */
  void takeBack() {
    int length = disk.length(current);
    if (length > end) {
      try {
        // Takes no space: the bytes are there already.
        disk.write(current, end, new byte[length - end]);
      } catch (IOException e) {
        throw new IllegalStateException("writing over what is there needs no space", e);
      }
    }
  }

  void sync() throws IOException {
    disk.sync(current);
  }

  void committed(long number, int length) {
    if (number > 0) {
      batches.put(number, new Extent(current, end, end + length));
    }
    end += length;
  }

  /** Returns the numbers of the batches that are gone. */
  Set<Long> release(long before) {
    Set<Long> gone = new HashSet<>();
    while (!sealed.isEmpty() && sealed.firstEntry().getValue() < before) {
      String name = sealed.pollFirstEntry().getKey();
      disk.delete(name);
      batches.forEach((number, extent) -> {
        if (extent.file.equals(name)) {
          gone.add(number);
        }
      });
      batches.keySet().removeAll(gone);
    }
    return gone;
  }

  UUID id() {
    return id;
  }

  String current() {
    return current;
  }

  int end() {
    return end;
  }

  NavigableMap<Long, Extent> batches() {
    return batches;
  }

  long oldest(long otherwise) {
    return batches.isEmpty() ? otherwise : batches.firstKey();
  }

  long bytes() {
    long sum = end;
    for (String name : sealed.keySet()) {
      sum += disk.length(name);
    }
    return sum;
  }
}

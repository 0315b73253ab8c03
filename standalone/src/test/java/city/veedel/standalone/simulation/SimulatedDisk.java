package city.veedel.standalone.simulation;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * A disk behind a page cache. What is written is seen at once and on the platter only after a sync;
 * a power cut keeps of the rest any sectors it likes. A sync that fails forgets what it should have
 * written, and the next one knows nothing of it: so does Linux.
 */
final class SimulatedDisk {
  static final int SECTOR = 512;

  /** ENOSPC. */
  static final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    NoSpaceException() {
      super("No space left on device");
    }
  }

  private static final class Content {
    byte[] seen = new byte[0];
    byte[] platter = new byte[0];
    final BitSet dirty = new BitSet();

    /** Whether the name is in the directory on the platter. */
    boolean named;
  }

  private final TreeMap<String, Content> files = new TreeMap<>();
  private final Chance chance;
  private long capacity = Long.MAX_VALUE;
  private double syncFailure;

  SimulatedDisk(Chance chance) {
    this.chance = chance;
  }

  /** Beyond it, {@link NoSpaceException}. */
  void limit(long bytes) {
    capacity = bytes;
  }

  void unlimited() {
    capacity = Long.MAX_VALUE;
  }

  /** How often a sync answers EIO. */
  void failSyncs(double probability) {
    syncFailure = probability;
  }

  List<String> names() {
    return List.copyOf(files.keySet());
  }

  long bytes() {
    long sum = 0;
    for (Content content : files.values()) {
      sum += content.seen.length;
    }
    return sum;
  }

  int length(String name) {
    return content(name).seen.length;
  }

  byte[] read(String name, int from, int to) {
    return Arrays.copyOfRange(content(name).seen, from, to);
  }

  /** Makes the file where there is none. A full disk may have taken a part. */
  void write(String name, int offset, byte[] bytes) throws IOException {
    Content content = files.computeIfAbsent(name, _ -> new Content());
    int end = offset + bytes.length;
    long growth = Math.max(0, end - content.seen.length);
    int taken = bytes.length;
    if (growth > 0 && bytes() + growth > capacity) {
      taken = chance.between(0, bytes.length / 2);
    }
    int newEnd = offset + taken;
    if (newEnd > content.seen.length) {
      content.seen = Arrays.copyOf(content.seen, newEnd);
    }
    System.arraycopy(bytes, 0, content.seen, offset, taken);
    if (taken > 0) {
      content.dirty.set(offset / SECTOR, (newEnd - 1) / SECTOR + 1);
    }
    if (taken < bytes.length) {
      throw new NoSpaceException();
    }
  }

  void sync(String name) throws IOException {
    Content content = content(name);
    boolean fails = syncFailure > 0 && chance.happens(syncFailure);
    if (!fails) {
      content.platter = Arrays.copyOf(content.platter, content.seen.length);
      for (int s = content.dirty.nextSetBit(0); s >= 0; s = content.dirty.nextSetBit(s + 1)) {
        copySector(content.seen, content.platter, s);
      }
      content.named = true;
    }
    content.dirty.clear();
    if (fails) {
      throw new IOException("Input/output error");
    }
  }

  void delete(String name) {
    files.remove(name);
  }

  /** A bit turns, in the cache and on the platter. */
  void flip(String name, int offset, int bit) {
    Content content = content(name);
    flip(content.seen, offset, bit);
    flip(content.platter, offset, bit);
  }

  private static void flip(byte[] bytes, int offset, int bit) {
    if (offset < bytes.length) {
      bytes[offset] ^= (byte) (1 << bit);
    }
  }

  /** The power goes. Of what was not synced, each sector and each new name may be there or not. */
  void cutPower() {
    files.values().removeIf(content -> !content.named && chance.happens(0.5));
    for (Content content : files.values()) {
      byte[] after = lengthAfter(content);
      System.arraycopy(
          content.platter, 0, after, 0, Math.min(after.length, content.platter.length));
      int dirty = content.dirty.nextSetBit(0);
      for (;
          dirty >= 0 && dirty * SECTOR < after.length;
          dirty = content.dirty.nextSetBit(dirty + 1)) {
        if (chance.happens(0.5)) {
          copySector(content.seen, after, dirty);
        }
      }
      content.seen = after;
      content.platter = after.clone();
      content.dirty.clear();
      content.named = true;
    }
  }

  private byte[] lengthAfter(Content content) {
    int least = Math.min(content.platter.length, content.seen.length);
    int greatest = Math.max(content.platter.length, content.seen.length);
    return new byte
        [content.dirty.isEmpty() ? content.platter.length : chance.between(least, greatest)];
  }

  private static void copySector(byte[] from, byte[] to, int sector) {
    int start = sector * SECTOR;
    int end = Math.min(start + SECTOR, Math.min(from.length, to.length));
    if (start < end) {
      System.arraycopy(from, start, to, start, end - start);
    }
  }

  private Content content(String name) {
    Content content = files.get(name);
    if (content == null) {
      throw new IllegalStateException("there is no file " + name);
    }
    return content;
  }
}

package city.veedel.journal.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A look into SQLite's write-ahead log before SQLite takes it (<a
 * href="https://sqlite.org/fileformat2.html#walformat">file format, section 4</a>). SQLite stops at
 * the first frame whose checksum is wrong and forgets the rest without a word. That is right for
 * the torn tail of a crash; but a good commit <em>after</em> a bad frame was synced, so the bad
 * frame is damage, and the rest must not be forgotten.
 *
 * <p>A frame's checksum continues that of the frame before it, so each can be checked against what
 * its predecessor says, also after a bad one.
 */
final class WriteAheadLog {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int MAGIC = 0x377F0682;
  private static final int VERSION = 3_007_000;
  private static final int PAGE = 4096;

  private final Path path;

  /**
   * What the log holds.
   *
   * @param frames of this generation of the log, up to the last good one
   * @param firstBad number of the first bad frame, from 0; {@code frames} if none is
   * @param lastCommit number of the last good frame that ends a transaction, or -1
   * @param tail frames of this generation after the last commit: written, never acknowledged
   */
  record Findings(int frames, int firstBad, int lastCommit, int tail, boolean headerSound) {
    static final Findings EMPTY = new Findings(0, 0, -1, 0, true);

    /** Something synced comes after something unreadable. */
    boolean damaged() {
      return lastCommit >= 0 && (!headerSound || lastCommit > firstBad);
    }
  }

  WriteAheadLog(Path path) {
    this.path = path;
  }

  Findings inspect() throws IOException {
    if (!Files.exists(path) || Files.size(path) < HEADER + FRAME_HEADER + PAGE) {
      return Findings.EMPTY;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return inspect(channel);
    }
  }

  private static Findings inspect(FileChannel channel) throws IOException {
    ByteBuffer header = read(channel, 0, HEADER);
    ByteOrder order = order(header);
    boolean headerSound = headerSound(header, order);
    long salt = headerSound ? header.getLong(16) : likelySalt(channel, order);
    long before = header.getLong(24);
    int frames = 0;
    int firstBad = -1;
    int lastCommit = -1;
    int ofThisGeneration = -1;
    int count = count(channel);
    for (int i = 0; i < count; i++) {
      ByteBuffer frame = frame(channel, i);
      boolean sameSalt = frame.getLong(8) == salt;
      boolean good = sameSalt && checksum(frame, before, order) == frame.getLong(16);
      if (good) {
        frames = i + 1;
        lastCommit = frame.getInt(4) != 0 ? i : lastCommit;
      } else if (firstBad < 0) {
        firstBad = i;
      }
      ofThisGeneration = sameSalt ? i : ofThisGeneration;
      before = frame.getLong(16);
    }
    return new Findings(
        frames,
        firstBad < 0 ? count : firstBad,
        lastCommit,
        Math.max(0, ofThisGeneration - lastCommit),
        headerSound);
  }

  /**
   * Computes the checksums anew up to the last good commit, so that SQLite takes the whole log. The
   * bad pages come with it: what they hold is found by the checksum of each batch.
   */
  void reseal(Findings findings) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer header = read(channel, 0, HEADER);
      ByteOrder order = order(header);
      long salt = findings.headerSound() ? header.getLong(16) : likelySalt(channel, order);
      header.putInt(0, order == ByteOrder.BIG_ENDIAN ? MAGIC | 1 : MAGIC);
      header.putInt(4, VERSION);
      header.putInt(8, PAGE);
      header.putLong(16, salt);
      long sum = fletcher(0, header, 0, 24, order);
      header.putLong(24, sum);
      write(channel, 0, header);
      for (int i = 0; i <= findings.lastCommit(); i++) {
        ByteBuffer frame = frame(channel, i);
        if (frame.getInt(0) == 0) {
          // No page has this number. That of the next frame is overwritten by it at once.
          frame.putInt(0, frame(channel, i + 1).getInt(0));
        }
        frame.putLong(8, salt);
        sum = checksum(frame, sum, order);
        frame.putLong(16, sum);
        write(channel, offset(i), frame);
      }
      channel.force(true);
    }
  }

  private static int count(FileChannel channel) throws IOException {
    return (int) ((channel.size() - HEADER) / (FRAME_HEADER + PAGE));
  }

  private static long offset(int frame) {
    return HEADER + (long) frame * (FRAME_HEADER + PAGE);
  }

  private static ByteBuffer frame(FileChannel channel, int number) throws IOException {
    return read(channel, offset(number), FRAME_HEADER + PAGE);
  }

  /** The last bit of the magic number tells the byte order of the checksums. */
  private static ByteOrder order(ByteBuffer header) {
    int magic = header.getInt(0);
    if ((magic & ~1) == MAGIC) {
      return (magic & 1) != 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
    return ByteOrder.nativeOrder();
  }

  private static boolean headerSound(ByteBuffer header, ByteOrder order) {
    return (header.getInt(0) & ~1) == MAGIC
        && header.getInt(4) == VERSION
        && header.getInt(8) == PAGE
        && fletcher(0, header, 0, 24, order) == header.getLong(24);
  }

  /** The salt of two frames of which the second continues the first; it cannot be chance. */
  private static long likelySalt(FileChannel channel, ByteOrder order) throws IOException {
    int count = count(channel);
    for (int i = 1; i < count; i++) {
      ByteBuffer first = frame(channel, i - 1);
      ByteBuffer second = frame(channel, i);
      if (first.getLong(8) == second.getLong(8)
          && checksum(second, first.getLong(16), order) == second.getLong(16)) {
        return second.getLong(8);
      }
    }
    return frame(channel, 0).getLong(8);
  }

  private static long checksum(ByteBuffer frame, long before, ByteOrder order) {
    long sum = fletcher(before, frame, 0, 8, order);
    return fletcher(sum, frame, FRAME_HEADER, PAGE, order);
  }

  /** Section 4.2: both sums are kept big-endian, one after the other. */
  private static long fletcher(long seed, ByteBuffer bytes, int from, int length, ByteOrder order) {
    int first = (int) (seed >>> 32);
    int second = (int) seed;
    ByteBuffer words = bytes.duplicate().order(order);
    for (int i = from; i < from + length; i += 8) {
      first += words.getInt(i) + second;
      second += words.getInt(i + 4) + first;
    }
    return (long) first << 32 | second & 0xFFFF_FFFFL;
  }

  private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new IOException("the write-ahead log ends at " + channel.size());
      }
    }
    return buffer.flip();
  }

  private static void write(FileChannel channel, long offset, ByteBuffer buffer)
      throws IOException {
    ByteBuffer rest = buffer.duplicate();
    while (rest.hasRemaining()) {
      channel.write(rest, offset + rest.position());
    }
  }
}

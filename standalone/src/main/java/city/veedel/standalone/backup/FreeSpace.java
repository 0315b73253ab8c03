package city.veedel.standalone.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sees to it that a backup never takes the last of a disk, which a journal may need. */
final class FreeSpace {
  private static final long CHECK_EVERY_BYTES = 16L << 20;

  private final Path place;
  private final FileStore disk;
  private final long reserveBytes;

  FreeSpace(Path place, long reserveBytes) throws IOException {
    this.place = place;
    this.disk = Files.getFileStore(place);
    this.reserveBytes = reserveBytes;
  }

  /**
   * @throws BackupException when fewer than {@code wanted} bytes and the reserve are left
   */
  void check(long wanted) throws IOException {
    long usable = disk.getUsableSpace();
    if (usable < wanted + reserveBytes) {
      throw new BackupException(
          "The disk of %s is short: %d MiB are free, and a backup leaves %d MiB of them alone. Free some space, or write to another disk."
              .formatted(place, usable >> 20, reserveBytes >> 20));
    }
  }

  OutputStream guarding(OutputStream out) {
    return new FilterOutputStream(out) {
      private long unchecked;

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        count(length);
        out.write(bytes, offset, length);
      }

      @Override
      public void write(int value) throws IOException {
        count(1);
        out.write(value);
      }

      private void count(int bytes) throws IOException {
        unchecked += bytes;
        if (unchecked >= CHECK_EVERY_BYTES) {
          unchecked = 0;
          check(0);
        }
      }
    };
  }
}

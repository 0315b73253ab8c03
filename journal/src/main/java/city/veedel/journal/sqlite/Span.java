package city.veedel.journal.sqlite;

import java.nio.file.Path;

/**
 * The batches of one file: all numbers from {@code first} to before {@code end}. One that is not
 * there is damaged.
 *
 * @param end {@link #OPEN} while the file is being written to
 * @param bytes on the disk when it was closed
 */
record Span(Path path, long first, long end, long bytes) {
  static final long OPEN = Long.MAX_VALUE;

  boolean open() {
    return end == OPEN;
  }
}

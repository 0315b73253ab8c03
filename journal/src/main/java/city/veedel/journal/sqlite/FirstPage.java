package city.veedel.journal.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;

/**
 * The first page of a file: its header and the names of its tables. One wrong bit in it hides the
 * whole file; but it is the same in every file of a journal, except for its length (<a
 * href="https://sqlite.org/fileformat2.html#the_database_header">file format, section 1.3</a>). So
 * it can be had anew.
 */
final class FirstPage {
  private static final int PAGE = 4096;
  private static final int WRITE_VERSION = 18;
  private static final int READ_VERSION = 19;
  private static final byte WRITE_AHEAD_LOG = 2;
  private static final int PAGES = 28;

  private FirstPage() {}

  static byte[] read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer page = ByteBuffer.allocate((int) Math.min(PAGE, channel.size()));
      while (page.hasRemaining() && channel.read(page, page.position()) >= 0) {}
      return page.array();
    }
  }

  static void write(Path file, byte[] page) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(page);
      while (rest.hasRemaining()) {
        channel.write(rest, rest.position());
      }
      channel.force(true);
    }
  }

  /** What the first page of {@code file} should be, taken from an empty file made for it. */
  static byte[] rebuilt(JournalDirectory directory, Path file) throws IOException, SQLException {
    Path template = directory.unfinished(JournalDirectory.first(file));
    Files.deleteIfExists(template);
    JournalFile.write(template, new FileState(new UUID(0, 0), 0, 0, 0), Set.of());
    byte[] page = read(template);
    Files.delete(template);
    page[WRITE_VERSION] = WRITE_AHEAD_LOG;
    page[READ_VERSION] = WRITE_AHEAD_LOG;
    ByteBuffer.wrap(page).putInt(PAGES, (int) (Files.size(file) / PAGE));
    return page;
  }
}

package city.veedel.journal.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of a journal: names, lock, and making names durable. */
final class JournalDirectory implements AutoCloseable {
  private static final Pattern FILE = Pattern.compile("journal-(\\d{19})\\.db");

  private final Path path;
  private final FileChannel lock;

  private JournalDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Creates the directory if needed and locks it for this process.
   *
   * @throws IllegalStateException if another journal has it open
   */
  static JournalDirectory open(Path path) throws IOException {
    Files.createDirectories(path);
    Path lockFile = path.resolve("lock");
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock held = channel.tryLock();
      if (held != null) {
        return new JournalDirectory(path, channel);
      }
    } catch (OverlappingFileLockException e) {
      // Open elsewhere in this process; told below in the same words.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IllegalStateException(
        "the journal in "
            + path
            + " is open already: somebody holds the lock on "
            + lockFile
            + "; stop the other process or use another directory");
  }

  Path path() {
    return path;
  }

  Path file(long first) {
    return path.resolve("journal-%019d.db".formatted(first));
  }

  Path unfinished(long first) {
    return path.resolve("journal-%019d.new".formatted(first));
  }

  Path damaged() {
    return path.resolve("damaged");
  }

  static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  static long first(Path file) {
    Matcher name = FILE.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalArgumentException(file + " is not a file of a journal");
    }
    return Long.parseLong(name.group(1));
  }

  /** The finished files, oldest first. */
  List<Path> files() throws IOException {
    return files(path);
  }

  /** The finished files of a journal that may be somebody else's to write, oldest first. */
  static List<Path> files(Path path) throws IOException {
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(file -> FILE.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  /** Removes what a crash left of files that were never finished: nothing was written to them. */
  void removeUnfinished() throws IOException {
    try (Stream<Path> all = Files.list(path)) {
      for (Path file : all.toList()) {
        if (file.getFileName().toString().matches("journal-\\d{19}\\.new(-journal)?")) {
          Files.delete(file);
        }
      }
    }
  }

  /** Gives a finished file its name, durably. */
  void name(Path unfinished, Path file) throws IOException {
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    sync();
  }

  /** Deletes a file and what SQLite keeps beside it. */
  static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(log(file));
    Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-shm"));
  }

  private void sync() throws IOException {
    try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}

package city.veedel.journal.sqlite;

import city.veedel.journal.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Copies the batches of a journal from one number on into a directory that is a journal again, also
 * while another process goes on writing. Batches are copied one by one, each with its checksum
 * looked at, and never as pages of a file that changes under the copy.
 *
 * <p>Open handshakes are left out. A client that connects to a restored journal is told that its
 * session is gone; with a stale packet identifier in the copy, a new message under the same
 * identifier would be taken for a repeat, acknowledged, and lost.
 */
public final class JournalCopy {
  /** Content after which a copy is committed and its log emptied: bounds the disk it takes. */
  private static final long COMMIT_BYTES = 8L << 20;

  /** Of a new journal; see {@link Recovery}. */
  private static final long FIRST_BATCH = 1;

  private JournalCopy() {}

  /**
   * What a copy holds.
   *
   * @param next number of the batch the journal goes on with
   * @param batches readable ones
   * @param damaged batches that could not be read; the restored journal counts them as well
   */
  public record Contents(UUID journal, long next, long batches, long entries, long damaged) {}

  /** A file as it was when it was looked at. */
  private record Source(Path path, FileState state) {
    private long first() {
      return state.first();
    }

    private long end() {
      return state.next();
    }
  }

  /**
   * The identity of the journal in a directory; empty without one.
   *
   * @throws IOException if the disk or the files cannot be read
   */
  public static Optional<UUID> findId(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    List<Path> files = JournalDirectory.files(directory);
    // A file that has just been released leaves its successors, which say the same.
    for (int i = files.size() - 1; i >= 0; i--) {
      Optional<Source> source = look(files.get(i), i == files.size() - 1);
      if (source.isPresent()) {
        return Optional.of(source.get().state().journal());
      }
    }
    return Optional.empty();
  }

  /**
   * Copies every batch from the one of {@code from} to the last that is there when the copy begins.
   *
   * @param target must be an empty directory or not exist
   * @return empty if the journal was released beyond {@code from} meanwhile: look up where its
   *     reader is now, and try again
   * @throws IOException if the disk or the files cannot be read, or the target cannot be written
   */
  public static Optional<Contents> take(Path directory, Position from, Path target)
      throws IOException {
    List<Path> files = JournalDirectory.files(directory);
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Optional<Source> source = look(files.get(i), i == files.size() - 1);
      if (source.isEmpty()) {
        return Optional.empty();
      }
      sources.add(source.get());
    }
    long begin = Math.max(from.batch(), FIRST_BATCH);
    if (sources.isEmpty() || sources.getFirst().state().follows() > begin) {
      return Optional.empty();
    }
    try (JournalDirectory copies = JournalDirectory.open(target)) {
      Counts counts = new Counts();
      for (Source source : sources) {
        boolean last = source.equals(sources.getLast());
        if ((source.end() > begin || last) && !copy(source, last, begin, copies, counts)) {
          return Optional.empty();
        }
      }
      return Optional.of(counts.of(sources.getLast().state()));
    } catch (SQLException e) {
      throw new IOException("the journal could not be copied: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(target.resolve("lock"));
    }
  }

  /**
   * Reads a finished copy through and leaves nothing beside it.
   *
   * @throws IOException if it is no copy of a journal
   */
  public static Contents check(Path copy) throws IOException {
    Counts counts = new Counts();
    FileState state = null;
    for (Path file : JournalDirectory.files(copy)) {
      Source source =
          look(file, false)
              .orElseThrow(() -> new IOException(file + " vanished while it was read"));
      state = source.state();
      try (BatchSource batches = new BatchSource(span(source, false))) {
        for (long number = source.first(); number < source.end(); number++) {
          counts.count(batches.find(number));
        }
      } catch (SQLException e) {
        throw new IOException(file + " cannot be read: " + e.getMessage(), e);
      }
    }
    if (state == null) {
      throw new IOException(copy + " holds no file of a journal");
    }
    return counts.of(state);
  }

  /** Empty if the file has been released and deleted. */
  private static Optional<Source> look(Path file, boolean open) throws IOException {
    try (Connection connection = open ? Databases.read(file) : Databases.readSealed(file)) {
      Optional<FileState> state = FileState.read(connection);
      if (state.isEmpty()) {
        throw new IOException(
            file + " is damaged: nothing says where it ends. Restart the product, then try again");
      }
      return Optional.of(new Source(file, state.get()));
    } catch (SQLException e) {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Span span(Source source, boolean open) {
    return new Span(source.path(), source.first(), open ? Span.OPEN : source.end(), 0);
  }

  /** False if the file was released meanwhile. */
  private static boolean copy(
      Source source, boolean open, long from, JournalDirectory copies, Counts counts)
      throws IOException, SQLException {
    long first = Math.min(Math.max(source.first(), from), source.end());
    // Numbers left out between two files are left out in the copy as well: they are no damage.
    long follows = Math.min(Math.max(source.state().follows(), from), first);
    FileState state = new FileState(source.state().journal(), first, follows, first);
    try (BatchSource batches = new BatchSource(span(source, open));
        JournalFile file = JournalFile.create(copies, state, Set.of())) {
      long uncommitted = 0;
      for (long number = first; number < source.end(); number++) {
        BatchSource.Found found = batches.find(number);
        if (found instanceof BatchSource.Found.Gone) {
          return false;
        }
        counts.count(found);
        if (found instanceof BatchSource.Found.Sound(int entries, byte[] content)) {
          file.put(number, entries, content);
          uncommitted += content.length;
        }
        if (uncommitted >= COMMIT_BYTES) {
          commit(file);
          uncommitted = 0;
        }
      }
      commit(file);
      return true;
    }
  }

  private static void commit(JournalFile file) throws SQLException, IOException {
    file.commit();
    if (!file.checkpoint("TRUNCATE")) {
      throw new IOException("the write-ahead log of " + file.path() + " could not be emptied");
    }
  }

  private static final class Counts {
    private long batches;
    private long entries;
    private long damaged;

    private void count(BatchSource.Found found) {
      if (found instanceof BatchSource.Found.Sound(int held, byte[] _)) {
        batches++;
        entries += held;
      } else {
        damaged++;
      }
    }

    private Contents of(FileState last) {
      return new Contents(last.journal(), last.next(), batches, entries, damaged);
    }
  }
}

package city.veedel.journal.sqlite;

import city.veedel.journal.Handshake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a directory holds. Every file is closed for good; writing goes on in a new one, so
 * that nothing is ever built on pages a crash or a bad disk may have left behind.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /**
   * Numbers left out at every opening. A power cut may take a batch of which a reader has already
   * heard, without a trace in the log: its number must never name another batch, because whoever
   * stored that position would pass the other over. More than can be in hand at once.
   */
  private static final int LEFT_OUT = 100;

  /** No batch takes less of a file: bounds how many a file can have held. */
  private static final int SMALLEST_BATCH_BYTES = 16;

  private final JournalDirectory directory;
  private final DamageLog damage;

  Recovery(JournalDirectory directory, DamageLog damage) {
    this.directory = directory;
    this.damage = damage;
  }

  private record Found(
      Path path, long first, Optional<FileState> state, Set<Handshake> handshakes, long skip) {}

  Recovered run() throws IOException, SQLException {
    directory.removeUnfinished();
    List<Found> files = new ArrayList<>();
    for (Path path : directory.files()) {
      files.add(inspect(path));
    }
    if (files.isEmpty()) {
      return new Recovered(UUID.randomUUID(), List.of(), 1, 1, Set.of());
    }
    UUID journal = identity(files);
    List<Span> spans = new ArrayList<>();
    long endOfAll = 1;
    long next = 1;
    for (int i = 0; i < files.size(); i++) {
      Found file = files.get(i);
      boolean last = i + 1 == files.size();
      long end = last ? endOfLast(file) : end(file, files.get(i + 1));
      endOfAll = Math.max(endOfAll, end);
      next = Math.max(next, end + file.skip);
      if (end > file.first) {
        spans.add(new Span(file.path, file.first, end, Files.size(file.path)));
      } else if (!last && file.state.isPresent()) {
        JournalDirectory.delete(file.path);
      }
    }
    next = Math.max(next, endOfAll + LEFT_OUT);
    return new Recovered(journal, spans, endOfAll, next, files.getLast().handshakes);
  }

  private Found inspect(Path path) throws IOException, SQLException {
    long first = JournalDirectory.first(path);
    WriteAheadLog log = new WriteAheadLog(JournalDirectory.log(path));
    WriteAheadLog.Findings findings = log.inspect();
    if (findings.damaged()) {
      LOG.error(
          "The write-ahead log of {} is damaged at frame {}, before the last commit at frame {}:"
              + " this is no torn tail. What follows is kept, and every batch is checked",
          path,
          findings.firstBad(),
          findings.lastCommit());
      damage.keep(JournalDirectory.log(path));
      log.reseal(findings);
    } else if (findings.tail() > 0) {
      LOG.info("A crash interrupted a commit in {}: {} frames are cut", path, findings.tail());
    }
    Found found = open(path, first, findings.tail());
    if (found.state.isEmpty()) {
      found = withFirstPageRebuilt(found);
    }
    if (findings.damaged()) {
      check(found);
    }
    return found;
  }

  private static Found open(Path path, long first, long skip) throws IOException, SQLException {
    try (Connection connection = Databases.write(path)) {
      if (!Databases.checkpoint(connection, "TRUNCATE")) {
        throw new IOException("the write-ahead log of " + path + " is in use");
      }
      JournalFile.checkSchema(connection);
      return new Found(path, first, FileState.read(connection), readHandshakes(connection), skip);
    } catch (SQLException e) {
      if (!Trouble.isUnreadable(e)) {
        throw e;
      }
      LOG.error("The journal file {} is damaged: {}", path, e.getMessage());
      return new Found(path, first, Optional.empty(), Set.of(), skip);
    }
  }

  /** A file that says nothing about itself may only have lost its first page. */
  private Found withFirstPageRebuilt(Found found) throws IOException, SQLException {
    byte[] before = FirstPage.read(found.path);
    FirstPage.write(found.path, FirstPage.rebuilt(directory, found.path));
    Found again = open(found.path, found.first, found.skip);
    if (again.state.isPresent()) {
      LOG.error("The first page of {} was damaged and has been rebuilt", found.path);
      damage.keep(found.path.getFileName() + "-first-page", before);
      return again;
    }
    FirstPage.write(found.path, before);
    // Nothing says how many batches it held: leave out as many numbers as can have been.
    long bound = Files.size(found.path) / SMALLEST_BATCH_BYTES;
    return new Found(found.path, found.first, found.state, found.handshakes, found.skip + bound);
  }

  /** Counts the damaged batches of a file now, and not only when they are read. */
  private void check(Found file) throws IOException, SQLException {
    long end = file.state.map(FileState::next).orElse(file.first);
    Span span = new Span(file.path, file.first, end, Files.size(file.path));
    try (BatchSource source = new BatchSource(span);
        DamageLog.Run damaged = damage.run()) {
      for (long number = file.first; number < end; number++) {
        if (source.find(number) instanceof BatchSource.Found.Damaged(String what, byte[] content)) {
          damaged.add(number, what, content);
        }
      }
    }
  }

  private static UUID identity(List<Found> files) {
    Set<UUID> identities = new HashSet<>();
    for (Found file : files) {
      file.state.ifPresent(state -> identities.add(state.journal()));
    }
    if (identities.size() > 1) {
      throw new IllegalStateException(
          "the files of "
              + identities.size()
              + " journals are mixed in "
              + files.getFirst().path.getParent()
              + ": keep those of one");
    }
    return identities.isEmpty() ? UUID.randomUUID() : identities.iterator().next();
  }

  /** The file itself and its successor both say where it ends; a lost tail makes the first less. */
  private static long end(Found file, Found successor) {
    long own = file.state.map(FileState::next).orElse(file.first);
    // If neither can say, every number before the successor may have been used.
    long unknown = file.state.isPresent() ? own : successor.first;
    long asFollowed = successor.state.map(FileState::follows).orElse(unknown);
    return Math.min(Math.max(own, asFollowed), successor.first);
  }

  /** Without its own word, the file ends after what can be read, and at least one more is lost. */
  private long endOfLast(Found file) throws SQLException {
    if (file.state.isPresent()) {
      return file.state.get().next();
    }
    long end = lastReadable(file) + 1;
    damage.report(end, end, "nothing says where " + file.path.getFileName() + " ends", new byte[0]);
    return end + 1;
  }

  private static long lastReadable(Found file) throws SQLException {
    try (Connection connection = Databases.readSealed(file.path);
        Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT max(number) FROM batch")) {
      return row.next() ? Math.max(row.getLong(1), file.first - 1) : file.first - 1;
    } catch (SQLException e) {
      if (!Trouble.isUnreadable(e)) {
        throw e;
      }
      LOG.error("The journal file {} cannot be read: {}", file.path, e.getMessage());
      return file.first - 1;
    }
  }

  private static Set<Handshake> readHandshakes(Connection connection) throws SQLException {
    Set<Handshake> handshakes = new HashSet<>();
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT client, number, checksum FROM handshake")) {
      while (row.next()) {
        Handshake handshake = new Handshake(row.getString(1), row.getInt(2));
        if (row.getLong(3) == Checksums.ofHandshake(handshake)) {
          handshakes.add(handshake);
        } else {
          LOG.error("An open handshake is damaged and forgotten: its message may come twice");
        }
      }
    } catch (SQLException e) {
      if (!Trouble.isUnreadable(e)) {
        throw e;
      }
      LOG.error("Open handshakes are damaged and forgotten: {}", e.getMessage());
    }
    return handshakes;
  }
}

package city.veedel.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.journal.AppendResult;
import city.veedel.journal.Journal;
import city.veedel.journal.JournalFailedException;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.SampleEntries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch that was read, and whose position was stored, and that a power cut took away again. */
class LostBatchTest {
  private static final Duration NO_WAIT = Duration.ofMillis(1);

  @TempDir private Path scratch;

  /** Found by cutting the power under a product: the next batch had the number of the lost one. */
  @Test
  void itsNumberIsNeverGivenToAnother() throws Exception {
    Path directory = scratch.resolve("journal");
    Path before = scratch.resolve("before");
    Position stored;
    try (Journal journal = SqliteJournal.open(JournalConfig.in(directory))) {
      append(journal, 1);
      copy(directory, before);
      append(journal, 2);
      stored = readAll(journal, Position.BEGINNING);
    }
    // The disk comes back as it was before the second batch.
    try (Journal journal = SqliteJournal.open(JournalConfig.in(before))) {
      Position third = append(journal, 3);

      assertThat(third).isNotEqualTo(new Position(stored.batch() - 1, 0));
      try (Reader reader = journal.reader(stored)) {
        assertThat(reader.poll(10, NO_WAIT).entries())
            .extracting(SampleEntries::nameOf)
            .containsExactly(SampleEntries.nameOf(SampleEntries.entry(1, 3)));
      }
    }
  }

  @Test
  void damageIsNotBelievedOnceTheWriterHasFailed() throws Exception {
    Path directory = scratch.resolve("journal");
    try (Journal journal = SqliteJournal.open(JournalConfig.in(directory))) {
      append(journal, 1);
    }
    Path file = directory.resolve("journal-0000000000000000001.db");
    DamageLog damage = new DamageLog(scratch.resolve("damaged"), 1_000);
    // It holds one batch and not three.
    Progress progress =
        new Progress(new Extent(List.of(new Span(file, 1, 4, Files.size(file))), 4));
    progress.fail(new JournalFailedException("Input/output error"));
    try (SqliteReader reader =
        new SqliteReader(JournalConfig.in(directory), progress, damage, new Position(2, 0))) {
      assertThatThrownBy(() -> reader.poll(10, NO_WAIT))
          .isInstanceOf(JournalFailedException.class)
          .hasMessageContaining("batch 2");
      assertThat(damage.batches()).isZero();
    }
  }

  private static Position append(Journal journal, int number) {
    AppendResult result =
        journal.append(SampleEntries.append(1, number)).toCompletableFuture().join();
    return ((AppendResult.Durable) result).position();
  }

  private static Position readAll(Journal journal, Position from) throws InterruptedException {
    try (Reader reader = journal.reader(from)) {
      return reader.poll(10, NO_WAIT).next();
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}

package city.veedel.journal.sqlite;

import static city.veedel.journal.SampleEntries.append;
import static city.veedel.journal.SampleEntries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Handshake;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every bound of {@link JournalConfig} that the contract does not reach. */
@Timeout(60)
class SqliteLimitsTest {
  @TempDir Path directory;

  @Test
  void aFullQueueIsAnsweredAtOnceAndKeepsWhatItTook() {
    JournalConfig config = SmallConfig.in(directory);
    try (SqliteJournal journal = SqliteJournal.open(config)) {
      CountDownLatch writerHeld = new CountDownLatch(1);
      CountDownLatch letGo = new CountDownLatch(1);
      CompletableFuture<Void> held =
          journal
              .append(append(1, 0))
              .thenRun(() -> {
                writerHeld.countDown();
                awaitUninterruptibly(letGo);
              })
              .toCompletableFuture();
      awaitUninterruptibly(writerHeld);

      List<CompletableFuture<AppendResult>> taken = new ArrayList<>();
      CompletableFuture<AppendResult> last = take(journal, taken);
      while (!last.isDone()) {
        last = take(journal, taken);
      }

      assertThat(last.join()).isEqualTo(new AppendResult.Full(config.retryAfter()));
      assertThat(taken.size() * 1_000L).isBetween(config.queueBytes() / 2, config.queueBytes());
      letGo.countDown();
      held.join();
      taken.removeLast();
      assertThat(taken).allSatisfy(append -> assertThat(append.join()).isInstanceOf(DURABLE));
    }
  }

  private static final Class<AppendResult.Durable> DURABLE = AppendResult.Durable.class;

  private static CompletableFuture<AppendResult> take(
      SqliteJournal journal, List<CompletableFuture<AppendResult>> taken) {
    CompletableFuture<AppendResult> append =
        journal.append(Append.of(entry(1, taken.size(), 700))).toCompletableFuture();
    taken.add(append);
    return append;
  }

  @Test
  void aCommitEndsAtItsBytesAndTheRestGoesIntoTheNext() {
    JournalConfig config = SmallConfig.in(directory);
    try (SqliteJournal journal = SqliteJournal.open(config)) {
      CountDownLatch writerHeld = new CountDownLatch(1);
      CountDownLatch letGo = new CountDownLatch(1);
      var _ =
          journal
              .append(append(1, 0))
              .thenRun(() -> {
                writerHeld.countDown();
                awaitUninterruptibly(letGo);
              });
      awaitUninterruptibly(writerHeld);
      // Together they wait for the writer, who could take them all at once.
      List<CompletableFuture<AppendResult>> waiting = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        var _ = take(journal, waiting);
      }
      letGo.countDown();

      Map<Long, Long> entriesOfBatch =
          waiting.stream()
              .map(append -> (AppendResult.Durable) append.join())
              .collect(
                  Collectors.groupingBy(
                      durable -> durable.position().batch(), Collectors.counting()));
      assertThat(entriesOfBatch.size()).isBetween(2, 4);
      assertThat(entriesOfBatch.values()).allMatch(entries -> entries * 700 <= config.batchBytes());
    }
  }

  @Test
  void anAppendThatIsTooLongIsAProgrammingError() {
    try (SqliteJournal journal = SqliteJournal.open(SmallConfig.in(directory))) {
      Append tooLong = Append.of(entry(1, 1, 70_000));

      assertThatThrownBy(() -> journal.append(tooLong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at most 65536");
    }
  }

  @Test
  void moreHandshakesThanAllowedAreAnsweredFullUntilOneEnds() {
    JournalConfig config = SmallConfig.in(directory);
    try (SqliteJournal journal = SqliteJournal.open(config)) {
      for (int i = 0; i < config.handshakes(); i++) {
        CompletableFuture<AppendResult> begun = begin(journal, i);
        assertThat(i % 100 != 0 || begun.join() instanceof AppendResult.Durable).isTrue();
      }

      assertThat(begin(journal, 5_000).join()).isInstanceOf(AppendResult.Full.class);
      assertThat(begin(journal, 0).join()).as("an open one again").isInstanceOf(DURABLE);
      journal.end(new Handshake("bus-17", 0)).toCompletableFuture().join();
      assertThat(begin(journal, 5_000).join()).isInstanceOf(DURABLE);
    }
  }

  private static CompletableFuture<AppendResult> begin(SqliteJournal journal, int number) {
    return journal
        .append(new Append(List.of(entry(1, number)), new Handshake("bus-17", number)))
        .toCompletableFuture();
  }

  @Test
  void aStretchEndsAtItsBytes() throws Exception {
    JournalConfig config = SmallConfig.in(directory);
    try (SqliteJournal journal = SqliteJournal.open(config);
        Reader reader = journal.reader(Position.BEGINNING)) {
      appendAll(journal, 0, 400);

      Stretch stretch = reader.poll(1_000, Duration.ZERO);

      assertThat((stretch.entries().size() - 1) * 300L).isLessThan(config.stretchBytes());
      assertThat(stretch.isEmpty()).isFalse();
    }
  }

  @Test
  void openHandshakesMoveIntoEveryNewFile() throws Exception {
    Handshake handshake = new Handshake("bus-17", 1);
    try (SqliteJournal journal = SqliteJournal.open(SmallConfig.in(directory))) {
      begin(journal, 1).join();
      for (int round = 0; round < 5; round++) {
        appendAll(journal, 0, 400);
        journal.release(journal.status().next());
      }
      await().until(() -> journal.status().oldest().batch() > 1);
    }

    try (SqliteJournal reopened = SqliteJournal.open(SmallConfig.in(directory))) {
      assertThat(reopened.openHandshakes()).containsExactly(handshake);
    }
  }

  @Test
  void releasedFilesAreDeletedAndAReaderInThemGoesOnAtTheOldest() throws Exception {
    try (SqliteJournal journal = SqliteJournal.open(SmallConfig.in(directory));
        Reader reader = journal.reader(Position.BEGINNING)) {
      appendAll(journal, 0, 1_500);
      assertThat(reader.poll(1, Duration.ZERO).entries()).hasSize(1);
      assertThat(databases()).hasSizeGreaterThan(2);

      journal.release(journal.status().next());
      await().until(() -> databases().size() == 1);

      int left = 0;
      for (Stretch stretch = reader.poll(10_000, Duration.ZERO);
          !stretch.isEmpty();
          stretch = reader.poll(10_000, Duration.ZERO)) {
        left += stretch.entries().size();
      }
      assertThat(left).isLessThan(1_499);
      assertThat(journal.status().damagedBatches()).isZero();
      assertThat(journal.status().bytes()).isLessThan(SmallConfig.in(directory).fileBytes() * 2);
    }
  }

  @Test
  void onlyOneJournalMayBeOpenInADirectory() {
    try (SqliteJournal journal = SqliteJournal.open(JournalConfig.in(directory))) {
      assertThat(journal.status().failed()).isFalse();
      assertThatThrownBy(() -> SqliteJournal.open(JournalConfig.in(directory)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(directory.resolve("lock").toString());
    }
  }

  @Test
  void anEmptiedDirectoryIsAnotherJournal() throws Exception {
    Path inside = directory.resolve("j");
    UUID before;
    try (SqliteJournal journal = SqliteJournal.open(JournalConfig.in(inside))) {
      before = journal.id();
    }
    try (Stream<Path> files = Files.list(inside)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }

    try (SqliteJournal journal = SqliteJournal.open(JournalConfig.in(inside))) {
      assertThat(journal.id()).isNotEqualTo(before);
      assertThat(journal.status().next()).isEqualTo(new Position(1, 0));
    }
  }

  @Test
  void filesOfTwoJournalsAreNotMixed() throws Exception {
    try (SqliteJournal journal = SqliteJournal.open(JournalConfig.in(directory.resolve("a")))) {
      appendOne(journal, 1);
      appendOne(journal, 2);
    }
    try (SqliteJournal journal = SqliteJournal.open(JournalConfig.in(directory.resolve("a")))) {
      appendOne(journal, 3);
    }
    try (SqliteJournal journal = SqliteJournal.open(JournalConfig.in(directory.resolve("b")))) {
      appendOne(journal, 1);
    }
    Path first = directory.resolve("a/journal-0000000000000000001.db");
    Files.copy(
        directory.resolve("b/journal-0000000000000000001.db"),
        first,
        StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> SqliteJournal.open(JournalConfig.in(directory.resolve("a"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2 journals are mixed");
  }

  private static void appendOne(SqliteJournal journal, int sequence) {
    assertThat(journal.append(Append.of(entry(1, sequence))).toCompletableFuture().join())
        .isInstanceOf(DURABLE);
  }

  private List<Path> databases() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".db")).toList();
    }
  }

  private static void appendAll(SqliteJournal journal, int from, int to) {
    for (int i = from; i < to; i++) {
      CompletableFuture<AppendResult> last =
          journal.append(Append.of(entry(1, i, 256))).toCompletableFuture();
      if (i % 100 == 99) {
        assertThat(last.join()).isInstanceOf(DURABLE);
      }
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

package city.veedel.journal.sqlite;

import static city.veedel.journal.JournalSteps.durable;
import static city.veedel.journal.JournalSteps.names;
import static city.veedel.journal.JournalSteps.readAll;
import static city.veedel.journal.JournalSteps.result;
import static city.veedel.journal.SampleEntries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.veedel.journal.Append;
import city.veedel.journal.Handshake;
import city.veedel.journal.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JournalCopyTest {
  /** Over several files of {@link SmallFiles}. */
  private static final int MANY = 8_000;

  @TempDir Path directory;

  @Test
  void aCopyTakenUnderLoadHoldsAllThatWasDurableBeforeAndIsAJournal() throws Exception {
    Path copy = directory.resolve("copy");
    AtomicInteger durable = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    JournalCopy.Contents contents;
    int before;
    try (SqliteJournal journal = SqliteJournal.open(config("live"))) {
      Thread load =
          Thread.ofVirtual()
              .start(() -> {
                while (!enough.get()) {
                  int i = durable.get();
                  durable(journal.append(Append.of(entry(1, i, 300))));
                  durable.incrementAndGet();
                }
              });
      await().atMost(Duration.ofSeconds(60)).until(() -> durable.get() > 50);
      before = durable.get();
      contents =
          JournalCopy.take(directory.resolve("live"), Position.BEGINNING, copy).orElseThrow();
      enough.set(true);
      load.join();
      assertThat(contents.journal()).isEqualTo(journal.id());
    }

    assertThat(JournalCopy.check(copy)).isEqualTo(contents);
    try (SqliteJournal journal = SqliteJournal.open(config("copy"))) {
      assertThat(journal.id()).isEqualTo(contents.journal());
      assertThat(journal.status().next()).isGreaterThanOrEqualTo(new Position(contents.next(), 0));
      assertThat(contents.entries()).isBetween((long) before, (long) durable.get());
      assertThat(names(readAll(journal)))
          .containsExactlyElementsOf(
              IntStream.range(0, (int) contents.entries()).mapToObj(i -> "1:" + i).toList());
    }
  }

  @Test
  void copiesFromTheBatchOfThePositionOverSeveralFiles() throws Exception {
    Path copy = directory.resolve("copy");
    Position from;
    try (SqliteJournal journal = SqliteJournal.open(config("live"))) {
      from = fill(journal).get(MANY / 2);
      assertThat(files("live")).hasSizeGreaterThan(2);

      JournalCopy.Contents contents =
          JournalCopy.take(directory.resolve("live"), from, copy).orElseThrow();

      assertThat(contents.next()).isEqualTo(journal.status().next().batch());
      assertThat(contents.damaged()).isZero();
    }
    assertThat(files("copy").size()).isBetween(1, files("live").size());
    try (SqliteJournal journal = SqliteJournal.open(config("copy"))) {
      assertThat(journal.status().oldest()).isEqualTo(new Position(from.batch(), 0));
      assertThat(names(readAll(journal))).contains("1:" + MANY / 2).endsWith("1:" + (MANY - 1));
    }
  }

  @Test
  void aCopyOfWhatIsAllStoredKeepsTheIdentityAndUsesNoNumberAgain() throws Exception {
    Path copy = directory.resolve("copy");
    try (SqliteJournal journal = SqliteJournal.open(config("live"))) {
      durable(journal.append(Append.of(entry(1, 0))));
      Position next = journal.status().next();

      assertThat(JournalCopy.take(directory.resolve("live"), next, copy)).isPresent();

      try (SqliteJournal restored = SqliteJournal.open(config("copy"))) {
        assertThat(restored.id()).isEqualTo(journal.id());
        assertThat(restored.status().next()).isGreaterThanOrEqualTo(next);
        assertThat(readAll(restored)).isEmpty();
      }
    }
  }

  @Test
  void refusesAPositionThatWasReleasedMeanwhile() throws Exception {
    try (SqliteJournal journal = SqliteJournal.open(config("live"))) {
      List<Position> positions = fill(journal);
      int files = files("live").size();
      journal.release(positions.getLast());
      await().atMost(Duration.ofSeconds(60)).until(() -> files("live").size() < files);

      assertThat(
              JournalCopy.take(
                  directory.resolve("live"), positions.getFirst(), directory.resolve("copy")))
          .isEmpty();
    }
  }

  @Test
  void leavesOpenHandshakesOut() throws Exception {
    Path copy = directory.resolve("copy");
    try (SqliteJournal journal = SqliteJournal.open(config("live"))) {
      result(journal.append(new Append(List.of(entry(1, 0)), new Handshake("client", 9))));
      assertThat(JournalCopy.take(directory.resolve("live"), Position.BEGINNING, copy)).isPresent();
    }
    try (SqliteJournal journal = SqliteJournal.open(config("copy"))) {
      assertThat(journal.openHandshakes()).isEmpty();
      assertThat(names(readAll(journal))).containsExactly("1:0");
    }
  }

  @Test
  void aDamagedBatchIsCountedInTheCopyAndInTheJournalMadeOfIt() throws Exception {
    Path copy = directory.resolve("copy");
    try (SqliteJournal journal = SqliteJournal.open(config("live"))) {
      for (int i = 0; i < 20; i++) {
        durable(journal.append(Append.of(entry(1, i, 3_000))));
      }
    }
    Path file = files("live").getFirst();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[600]), Files.size(file) / 2);
    }
    JournalCopy.Contents contents;
    try (SqliteJournal _ = SqliteJournal.open(config("live"))) {
      contents =
          JournalCopy.take(directory.resolve("live"), Position.BEGINNING, copy).orElseThrow();
    }

    assertThat(contents.damaged()).isPositive();
    assertThat(contents.entries() + contents.damaged()).isEqualTo(20);
    try (SqliteJournal journal = SqliteJournal.open(config("copy"))) {
      assertThat(readAll(journal)).hasSize((int) contents.entries());
      assertThat(journal.status().damagedBatches()).isEqualTo(contents.damaged());
    }
  }

  @Test
  void aDirectoryWithoutFilesIsNoCopy() throws Exception {
    Path empty = Files.createDirectory(directory.resolve("empty"));

    assertThat(JournalCopy.findId(empty)).isEmpty();
    assertThat(JournalCopy.findId(directory.resolve("none"))).isEmpty();
    assertThatThrownBy(() -> JournalCopy.check(empty)).isInstanceOf(IOException.class);
  }

  private JournalConfig config(String name) {
    return SmallFiles.in(directory.resolve(name));
  }

  private static List<Position> fill(SqliteJournal journal) {
    List<Position> positions = new ArrayList<>();
    for (int burst = 0; burst < MANY; burst += 100) {
      var appends =
          IntStream.range(burst, burst + 100)
              .mapToObj(i -> journal.append(Append.of(entry(1, i, 300))))
              .toList();
      appends.forEach(append -> positions.add(durable(append)));
    }
    return positions;
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve(name))) {
      return all.filter(file -> file.toString().endsWith(".db")).sorted().toList();
    }
  }
}

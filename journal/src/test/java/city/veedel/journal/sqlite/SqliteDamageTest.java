package city.veedel.journal.sqlite;

import static city.veedel.journal.SampleEntries.entry;
import static city.veedel.journal.SampleEntries.nameOf;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Entry;
import city.veedel.journal.JournalStatus;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a damaged journal is found and never served (P9). Method: a directory is copied while its
 * journal is open and idle, as a kill would leave it; bits are flipped in the copy; it is opened
 * and read to its end. Every batch must be served as it was written or be counted as damaged.
 */
class SqliteDamageTest {
  private static final int BATCHES = 150;

  /** Numbers are left out between the two files. */
  private static long lastBatch;

  @TempDir static Path scratch;

  private static Path template;

  /** One file that was closed in order, one file and its log as a crash leaves them. */
  @BeforeAll
  static void makeTemplate() throws IOException {
    Path live = scratch.resolve("live");
    template = scratch.resolve("template");
    try (SqliteJournal journal = SqliteJournal.open(config(live))) {
      append(journal, 0, BATCHES / 3);
    }
    try (SqliteJournal journal = SqliteJournal.open(config(live))) {
      append(journal, BATCHES / 3, BATCHES);
      lastBatch = journal.status().next().batch() - 1;
      copy(live, template);
    }
    assertThat(log(template)).isNotEmptyFile();
  }

  @TestFactory
  Stream<DynamicTest> aFlippedBitInADatabaseIsFoundOrHarmless() throws IOException {
    return flips(1, 20, files(template, ".db"));
  }

  @TestFactory
  Stream<DynamicTest> aFlippedBitInTheLogIsFoundOrHarmless() throws IOException {
    return flips(2, 20, files(template, "-wal"));
  }

  @Tag("proof")
  @TestFactory
  Stream<DynamicTest> aThousandFlippedBitsAreFoundOrHarmless() throws IOException {
    return Stream.concat(
        flips(3, 500, files(template, ".db")), flips(4, 500, files(template, "-wal")));
  }

  @Test
  void aTornTailIsCutWithoutAWord() throws Exception {
    Path copy = fresh("torn");
    try (FileChannel log = FileChannel.open(log(copy), StandardOpenOption.WRITE)) {
      log.truncate(log.size() - 5_000);
    }

    Outcome outcome = readBack(copy);

    assertThat(outcome.served).hasSizeBetween(BATCHES - 2, BATCHES - 1);
    assertThat(outcome.served).isEqualTo(names(0, outcome.served.size()));
    assertThat(outcome.status.damagedBatches()).isZero();
  }

  @Test
  void numbersOfACommitThatWasCutAreNotUsedAgain() throws Exception {
    Path copy = fresh("cut");
    try (FileChannel log = FileChannel.open(log(copy), StandardOpenOption.WRITE)) {
      log.truncate(log.size() - 5_000);
    }

    try (SqliteJournal journal = SqliteJournal.open(config(copy));
        // Somebody may have read the last commit before the crash and have stored this.
        Reader reader = journal.reader(new Position(lastBatch + 1, 0))) {
      append(journal, BATCHES, BATCHES + 1);

      assertThat(reader.poll(10, Duration.ZERO).entries()).containsExactly(entry(1, BATCHES, 300));
    }
  }

  @Test
  void damageBeforeAGoodCommitIsReportedAndTheRestIsServed() throws Exception {
    Path copy = fresh("before");
    flipInside(log(copy), startOfSettledPage(log(copy)));

    Outcome outcome = readBack(copy);

    assertThat(outcome.status.damagedBatches()).isEqualTo(1);
    assertThat(outcome.served).hasSize(BATCHES - 1);
    assertThat(names(0, BATCHES)).containsAll(outcome.served);
    assertThat(copy.resolve("damaged")).isDirectoryContaining("glob:**.batch");
    assertThat(copy.resolve("damaged")).isDirectoryContaining("glob:**-wal-*");
  }

  @Test
  void damageIsStillKnownAfterARestart() throws Exception {
    Path copy = fresh("restart");
    flipInside(files(copy, ".db").getFirst(), 20_000);
    assertThat(readBack(copy).status.damagedBatches()).isEqualTo(1);

    assertThat(readBack(copy).status.damagedBatches()).isEqualTo(1);
  }

  @Test
  void aFirstPageThatIsDamagedIsRebuilt() throws Exception {
    // Signature, page size, write version, format, encoding, and the names of the tables.
    for (long offset : new long[] {0, 16, 18, 47, 59, 3_783, 3_900}) {
      Path copy = fresh("first-page-" + offset);
      flipBit(files(copy, ".db").getFirst(), offset * 8);

      Outcome outcome = readBack(copy);

      assertThat(outcome.served).as("offset %d", offset).isEqualTo(names(0, BATCHES));
      assertThat(outcome.status.damagedBatches()).isZero();
    }
  }

  @Test
  void aFileOfNonsenseIsCountedAndTheOthersAreServed() throws Exception {
    Path copy = fresh("nonsense");
    Path first = files(copy, ".db").getFirst();
    byte[] nonsense = new byte[(int) Files.size(first)];
    new Random(1).nextBytes(nonsense);
    Files.write(first, nonsense);

    Outcome outcome = readBack(copy);

    assertThat(outcome.served).isEqualTo(names(BATCHES / 3, BATCHES));
    assertThat(outcome.status.damagedBatches()).isEqualTo(BATCHES / 3);
  }

  @Test
  void aCrashInTheVeryFirstCommitIsNoDamage() throws Exception {
    Path live = scratch.resolve("first-live");
    Path copy = scratch.resolve("first-copy");
    try (SqliteJournal journal = SqliteJournal.open(config(live))) {
      append(journal, 0, 1);
      copy(live, copy);
    }
    try (FileChannel log = FileChannel.open(log(copy), StandardOpenOption.WRITE)) {
      log.truncate(log.size() - 4_000);
    }

    for (int start = 0; start < 3; start++) {
      assertThat(readBack(copy).status.damagedBatches()).isZero();
    }
    // That of the last start, and the empty one of the start before, which the next one deletes.
    assertThat(files(copy, ".db")).hasSize(2);
  }

  @Test
  void filesThatSayNothingAreKept() throws Exception {
    Path live = scratch.resolve("mute");
    for (int start = 0; start < 3; start++) {
      try (SqliteJournal journal = SqliteJournal.open(config(live))) {
        append(journal, 10 * start, 10 * start + 10);
      }
    }
    for (Path file : files(live, ".db").subList(0, 2)) {
      Files.write(file, new byte[(int) Files.size(file)]);
    }

    Outcome outcome = readBack(live);

    assertThat(outcome.served).isEqualTo(names(20, 30));
    // The first and its successor are both mute: nobody can say that the hundred numbers between
    // them were left out.
    assertThat(outcome.status.damagedBatches()).isEqualTo(120);
    assertThat(files(live, ".db")).hasSizeGreaterThanOrEqualTo(3);
    // One finding for each row of batches, not one for each batch.
    assertThat(files(live.resolve("damaged"), ".batch")).hasSizeBetween(1, 2);
  }

  private record Outcome(List<String> served, Set<Long> batches, JournalStatus status) {}

  private static Stream<DynamicTest> flips(int seedBase, int count, List<Path> files) {
    return Stream.iterate(0, i -> i < count, i -> i + 1)
        .map(i -> {
          long seed = seedBase * 10_000L + i;
          return DynamicTest.dynamicTest("seed " + seed, () -> flip(seed, files));
        });
  }

  private static void flip(long seed, List<Path> files) throws Exception {
    Random random = new Random(seed);
    Path original = files.get(random.nextInt(files.size()));
    long bit = random.nextLong(Files.size(original) * 8);
    Path copy = fresh("seed-" + seed);
    flipBit(copy.resolve(original.getFileName()), bit);

    Outcome outcome = readBack(copy);

    assertThat(names(0, BATCHES)).containsSubsequence(outcome.served);
    int missing = BATCHES - outcome.served.size();
    // The last commit of a log cannot be told from one that the crash interrupted.
    boolean lastCommit =
        missing == 1
            && original.toString().endsWith("-wal")
            && !outcome.batches.contains(lastBatch);
    assertThat(lastCommit ? 1 : outcome.status.damagedBatches())
        .as("bit %d of %s", bit, original)
        .isEqualTo(missing);
    removeAll(copy);
  }

  private static Outcome readBack(Path directory) throws InterruptedException {
    List<String> served = new ArrayList<>();
    Set<Long> batches = new HashSet<>();
    try (SqliteJournal journal = SqliteJournal.open(config(directory));
        Reader reader = journal.reader(Position.BEGINNING)) {
      for (Stretch stretch = reader.poll(1, Duration.ZERO);
          !stretch.isEmpty();
          stretch = reader.poll(1, Duration.ZERO)) {
        Entry read = stretch.entries().getFirst();
        served.add(nameOf(read));
        batches.add(stretch.next().batch() - 1);
        assertThat(read).isEqualTo(entry(1, sequence(read), 300));
      }
      assertThat(reader.poll(1, Duration.ZERO).next()).isEqualTo(journal.status().next());
      return new Outcome(served, batches, journal.status());
    }
  }

  private static long sequence(Entry read) {
    return ((Entry.Accepted) read).observations().getFirst().sequence();
  }

  private static List<String> names(int from, int to) {
    return Stream.iterate(from, i -> i < to, i -> i + 1).map(i -> "1:" + i).toList();
  }

  /** One batch each. */
  private static void append(SqliteJournal journal, int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(journal.append(Append.of(entry(1, i, 300))).toCompletableFuture().join())
          .isInstanceOf(AppendResult.Durable.class);
    }
  }

  private static JournalConfig config(Path directory) {
    return JournalConfig.in(directory);
  }

  private static Path fresh(String name) throws IOException {
    Path copy = scratch.resolve(name);
    copy(template, copy);
    return copy;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void removeAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static Path log(Path directory) throws IOException {
    return files(directory, "-wal").getLast();
  }

  /** Flips a bit of the first text at or after {@code from}. */
  private static void flipInside(Path file, long from) throws IOException {
    byte[] text = "x".repeat(64).getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = (int) from; i + text.length <= bytes.length; i++) {
      if (ByteBuffer.wrap(bytes, i, text.length).equals(ByteBuffer.wrap(text))) {
        flipBit(file, (i + 5L) * 8);
        return;
      }
    }
    throw new AssertionError("nothing to flip in " + file);
  }

  /** Offset of a frame in the middle of the log whose page no later frame replaces. */
  private static long startOfSettledPage(Path log) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log));
    Map<Integer, Integer> lastFrameOfPage = new HashMap<>();
    int frames = (bytes.limit() - 32) / (24 + 4096);
    for (int i = 0; i < frames; i++) {
      lastFrameOfPage.put(bytes.getInt(32 + i * (24 + 4096)), i);
    }
    int frame =
        lastFrameOfPage.values().stream().filter(i -> i > frames / 2).sorted().findFirst().get();
    return 32 + frame * (24L + 4096);
  }

  private static void flipBit(Path file, long bit) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, bit / 8);
      one.put(0, (byte) (one.get(0) ^ 1 << bit % 8)).rewind();
      channel.write(one, bit / 8);
    }
  }
}

package city.veedel.journal.sqlite;

import static city.veedel.journal.SampleEntries.nameOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what was acknowledged is there after a kill -9 (P1), and after a failed sync nothing more
 * is acknowledged (P8). Method: a child process appends and says what was acknowledged.
 */
class SqliteProcessTest {
  private static final Path STRACE = Path.of("/usr/bin/strace");

  @TempDir Path directory;
  @TempDir Path outputs;

  @Test
  void whatWasAcknowledgedSurvivesAKillExactlyOnce() throws Exception {
    killAndCheck(3);
  }

  @Tag("proof")
  @Test
  void whatWasAcknowledgedSurvivesManyKillsExactlyOnce() throws Exception {
    killAndCheck(100);
  }

  private void killAndCheck(int rounds) throws Exception {
    Random random = new Random(20_261_122);
    Position from = Position.BEGINNING;
    for (int round = 0; round < rounds; round++) {
      try (Child child = Child.start(List.of(), directory, round)) {
        child.awaitLines(1 + random.nextInt(2_000));
        child.kill();
        assertThat(child.lines()).contains("open");
        from = checkAndRelease(child, from);
      }
    }
  }

  @Test
  void afterAFailedSyncNothingIsAcknowledgedAndNothingIsLost() throws Exception {
    assumeTrue(Files.isExecutable(STRACE), "skipped: strace is not installed, no EIO from fsync");
    failAndCheck("fsync,fdatasync", 12, 40);
  }

  @Test
  void afterAFailedWriteNothingIsAcknowledgedAndNothingIsLost() throws Exception {
    assumeTrue(Files.isExecutable(STRACE), "skipped: strace is not installed, no EIO from write");
    failAndCheck("pwrite64", 150);
  }

  /**
   * @param when which of the calls of one thread fails; those after it succeed
   */
  private void failAndCheck(String calls, int... when) throws Exception {
    Position from = Position.BEGINNING;
    for (int nth : when) {
      List<String> wrapper =
          List.of(
              STRACE.toString(),
              "-f",
              "-qq",
              "-o",
              outputs.resolve("strace.out").toString(),
              "-e",
              "trace=" + calls,
              "-e",
              "inject=" + calls + ":error=EIO:when=" + nth);
      try (Child child = Child.start(wrapper, directory, nth)) {
        child.awaitEnd();

        List<String> lines = child.lines();
        int failed = indexOfFirst(lines, "failed");
        assertThat(failed).as("EIO at call %d: %s", nth, lines).isPositive();
        assertThat(lines.get(failed)).contains("IOERR");
        assertThat(lines.subList(failed, lines.size()))
            .allMatch(
                line -> line.startsWith("failed") || line.equals("refused") || line.equals("end"))
            .contains("refused");
        from = checkAndRelease(child, from);
      }
    }
  }

  private Position checkAndRelease(Child child, Position from) throws InterruptedException {
    Map<String, String> found = new HashMap<>();
    try (SqliteJournal journal = SqliteJournal.open(SmallFiles.in(directory));
        Reader reader = journal.reader(from)) {
      Position at = from;
      for (Stretch stretch = reader.poll(1, Duration.ZERO);
          !stretch.isEmpty();
          stretch = reader.poll(1, Duration.ZERO)) {
        Position next = stretch.next();
        Position position = justBefore(next, at);
        String before = found.put(nameOf(stretch.entries().getFirst()), position.toString());
        assertThat(before).isNull();
        at = next;
      }
      assertThat(found).containsAllEntriesOf(child.acknowledged());
      assertThat(journal.status().damagedBatches()).isZero();
      Position next = journal.status().next();
      journal.release(next);
      return next;
    }
  }

  /** Where the one entry was that was read between {@code from} and {@code next}. */
  private static Position justBefore(Position next, Position from) {
    if (next.index() > 0) {
      return new Position(next.batch(), next.index() - 1);
    }
    long batch = next.batch() - 1;
    return new Position(batch, from.batch() == batch ? from.index() : 0);
  }

  private static int indexOfFirst(List<String> lines, String start) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(start)) {
        return i;
      }
    }
    return -1;
  }
}

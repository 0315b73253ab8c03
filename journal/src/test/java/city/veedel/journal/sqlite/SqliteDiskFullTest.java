package city.veedel.journal.sqlite;

import static city.veedel.journal.SampleEntries.entry;
import static city.veedel.journal.SampleEntries.nameOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.veedel.journal.Append;
import city.veedel.journal.AppendResult;
import city.veedel.journal.Position;
import city.veedel.journal.Reader;
import city.veedel.journal.Stretch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P7: a full disk loses nothing, is answered, and passes by itself. On a small tmpfs of our own.
 */
class SqliteDiskFullTest {
  private static final int CYCLES = 5;

  @TempDir Path mountPoint;

  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=3m", "veedel", mountPoint.toString()) == 0;
    assumeTrue(mounted, "skipped: no right to mount a tmpfs, so no disk to fill");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      // Lazily: a test that failed may have left a file open.
      run("umount", "-l", mountPoint.toString());
    }
  }

  @Test
  void aFullDiskIsAnsweredAndServiceReturnsWithTheSpace() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    List<String> read = new ArrayList<>();
    Position from = Position.BEGINNING;
    int sequence = 0;
    try (SqliteJournal journal = SqliteJournal.open(SmallFiles.in(mountPoint.resolve("j")))) {
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        Path ballast = mountPoint.resolve("ballast");
        Files.write(ballast, new byte[(int) mountPoint.toFile().getUsableSpace() / 2]);
        while (append(journal, sequence, acknowledged)) {
          sequence++;
        }
        assertThat(journal.status().failed()).isFalse();
        int refused = sequence;
        Files.delete(ballast);

        await().atMost(Duration.ofSeconds(10)).until(() -> append(journal, refused, acknowledged));

        sequence++;
        from = read(journal, from, read);
        journal.release(from);
      }
    }
    try (SqliteJournal reopened = SqliteJournal.open(SmallFiles.in(mountPoint.resolve("j")))) {
      read(reopened, from, read);
      assertThat(read).isEqualTo(acknowledged).hasSizeGreaterThan(CYCLES);
    }
  }

  @Test
  void aBacklogIsReadAndReleasedWhileTheDiskIsFull() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    int sequence = 0;
    try (SqliteJournal journal = SqliteJournal.open(SmallFiles.in(mountPoint.resolve("j")))) {
      while (append(journal, sequence, acknowledged)) {
        sequence++;
      }
      int refused = sequence;

      List<String> read = new ArrayList<>();
      Position end = read(journal, Position.BEGINNING, read);
      assertThat(read).isEqualTo(acknowledged);
      journal.release(end);

      await().atMost(Duration.ofSeconds(10)).until(() -> append(journal, refused, acknowledged));
    }
  }

  private static boolean append(SqliteJournal journal, int sequence, List<String> acknowledged) {
    AppendResult result =
        journal.append(Append.of(entry(1, sequence, 8_000))).toCompletableFuture().join();
    if (result instanceof AppendResult.Durable) {
      acknowledged.add("1:" + sequence);
      return true;
    }
    return false;
  }

  /** Adds the names of what is there; returns where it ends. */
  private static Position read(SqliteJournal journal, Position from, List<String> names)
      throws InterruptedException {
    Position at = from;
    try (Reader reader = journal.reader(from)) {
      for (Stretch stretch = reader.poll(100, Duration.ZERO);
          !stretch.isEmpty();
          stretch = reader.poll(100, Duration.ZERO)) {
        stretch.entries().forEach(read -> names.add(nameOf(read)));
        at = stretch.next();
      }
    }
    return at;
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }
}

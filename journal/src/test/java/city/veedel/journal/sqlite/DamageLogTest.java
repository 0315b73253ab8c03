package city.veedel.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.journal.JournalFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of what was damaged is kept for somebody to look at. */
class DamageLogTest {
  @TempDir private Path scratch;

  private Path directory() {
    return scratch.resolve("damaged");
  }

  private long sizeOf(String name) throws IOException {
    return Files.size(directory().resolve(name));
  }

  private long files() throws IOException {
    try (Stream<Path> found = Files.list(directory())) {
      return found.count();
    }
  }

  @Test
  void beyondItsBytesOnlyTheNumbersAreKept() throws IOException {
    DamageLog log = new DamageLog(directory(), 1_000);
    log.report(1, 1, "its checksum is wrong", new byte[800]);
    log.report(2, 4, "its checksum is wrong", new byte[201]);
    log.report(5, 5, "its checksum is wrong", new byte[200]);

    assertThat(sizeOf("0000000000000000001-0000000000000000001.batch")).isEqualTo(800);
    assertThat(sizeOf("0000000000000000002-0000000000000000004.batch")).isZero();
    assertThat(sizeOf("0000000000000000005-0000000000000000005.batch")).isEqualTo(200);
    assertThat(log.batches()).isEqualTo(5);
    assertThat(new DamageLog(directory(), 1_000).batches()).as("after a restart").isEqualTo(5);
  }

  @Test
  void aWholeFileIsKeptOnlyWhereThereIsRoom() throws IOException {
    Path small = Files.write(scratch.resolve("small.db"), new byte[600]);
    Path large = Files.write(scratch.resolve("large.db"), new byte[601]);
    DamageLog log = new DamageLog(directory(), 1_200);

    log.keep(small);
    log.keep(large);
    log.keep(small);

    // Twice the same file at the same time is one copy.
    assertThat(files()).isEqualTo(1);
    assertThat(log.batches()).isZero();
  }

  @Test
  void beyondItsFilesFindingsAreOnlyCounted() throws IOException {
    DamageLog log = new DamageLog(directory(), 1_000);
    for (int batch = 1; batch <= 10_001; batch++) {
      log.report(2L * batch, 2L * batch, "its checksum is wrong", new byte[0]);
    }

    assertThat(files()).isEqualTo(10_000);
    assertThat(log.batches()).isEqualTo(10_001);
    assertThat(new DamageLog(directory(), 1_000).batches()).isEqualTo(10_000);
  }

  /**
   * Found by cutting the power: a dying disk showed a sound batch as damaged, and it was skipped.
   */
  @Test
  void whatCannotBeKeptOnADiskWithSpaceIsNotSetAside() throws IOException {
    Files.writeString(directory(), "a file where the directory should be");
    DamageLog log = new DamageLog(directory(), 1_000);

    assertThatThrownBy(() -> log.report(1, 1, "malformed", new byte[10]))
        .isInstanceOf(JournalFailedException.class);
    assertThat(log.batches()).isZero();

    Files.delete(directory());
    log.report(1, 1, "malformed", new byte[10]);
    assertThat(log.batches()).isEqualTo(1);
  }
}

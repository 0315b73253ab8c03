package city.veedel.journal.sqlite;

import java.nio.file.Path;
import java.time.Duration;

/** Enough room, in files and logs so small that every round sees rotations and checkpoints. */
final class SmallFiles {
  private static final int KIB = 1 << 10;

  private SmallFiles() {}

  static JournalConfig in(Path directory) {
    return new JournalConfig(
        directory,
        64L * 1024 * KIB,
        1024 * KIB,
        1024 * KIB,
        64 * KIB,
        64 * KIB,
        128 * KIB,
        256 * KIB,
        1_000,
        1024 * KIB,
        Duration.ofMillis(1),
        Duration.ofMillis(100));
  }
}

package city.veedel.journal.sqlite;

import java.nio.file.Path;
import java.time.Duration;

/** A journal of a megabyte in files of a quarter, so that tests reach every bound soon. */
final class SmallConfig {
  private static final int KIB = 1 << 10;

  private SmallConfig() {}

  static JournalConfig in(Path directory) {
    return new JournalConfig(
        directory,
        1024 * KIB,
        256L * KIB,
        128L * KIB,
        32 * KIB,
        64 * KIB,
        64 * KIB,
        64 * KIB,
        1_000,
        16L * 1024 * KIB,
        Duration.ZERO,
        Duration.ofMillis(50));
  }
}

package city.veedel.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JournalConfigTest {
  private static final Path DIRECTORY = Path.of("journal");

  @Test
  void theDefaultHoldsEightGibibytesInFilesOfAQuarter() {
    JournalConfig config = JournalConfig.in(DIRECTORY);

    assertThat(config.capacityBytes()).isEqualTo(8L << 30);
    assertThat(config.fileBytes()).isEqualTo(256L << 20);
    assertThat(config.queueBytes()).isEqualTo(64L << 20);
    assertThat(config.withCapacityBytes(2L << 30).capacityBytes()).isEqualTo(2L << 30);
  }

  @Test
  void everyProblemIsToldAtOnce() {
    assertThatThrownBy(() ->
            new JournalConfig(
                DIRECTORY, 0, 0, -1, 0, 0, 0, 0, -1, -1, Duration.ofMillis(-1), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacity-bytes")
        .hasMessageContaining("file-bytes")
        .hasMessageContaining("queue-bytes")
        .hasMessageContaining("batch-bytes must be at least 4096, was 0")
        .hasMessageContaining("append-bytes")
        .hasMessageContaining("checkpoint-bytes")
        .hasMessageContaining("stretch-bytes")
        .hasMessageContaining("handshakes")
        .hasMessageContaining("damaged-bytes")
        .hasMessageContaining("commit-interval")
        .hasMessageContaining("retry-after");
  }

  @Test
  void theCapacityMustHoldFourFiles() {
    assertThatThrownBy(() -> JournalConfig.in(DIRECTORY).withCapacityBytes(1L << 30 - 1))
        .hasMessageContaining("capacity-bytes must be at least 1073741824");
  }
}

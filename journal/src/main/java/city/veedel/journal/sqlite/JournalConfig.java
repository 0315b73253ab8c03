package city.veedel.journal.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a journal lives and how much it may hold.
 *
 * @param directory of this journal alone; created if missing
 * @param capacityBytes disk the journal may take; at it appends answer {@code Full} until a file's
 *     worth has been released. At least four files
 * @param fileBytes size at which the next file is begun; space is freed in whole files. At least
 *     two batches and two checkpoints
 * @param queueBytes appends waiting for their commit; beyond it {@code Full} at once
 * @param batchBytes entries of one group commit; a larger single append is a batch of its own
 * @param appendBytes encoded entries of one append; a larger one is a programming error
 * @param checkpointBytes write-ahead log after which its pages are moved into the database
 * @param stretchBytes encoded entries of one stretch; the last entry may exceed it
 * @param handshakes exactly-once deliveries open at a time; beyond it appends that begin one answer
 *     {@code Full}
 * @param damagedBytes copies of damaged data kept for the operator; beyond it only its numbers
 * @param commitInterval at least this long from one group commit's beginning to the next one's
 *     where the last one answered several, unless a whole batch waits; zero for as soon as possible
 * @param retryAfter what {@code Full} tells the sender, and the pause before a full disk is tried
 *     again
 */
public record JournalConfig(
    Path directory,
    long capacityBytes,
    long fileBytes,
    long queueBytes,
    int batchBytes,
    int appendBytes,
    int checkpointBytes,
    int stretchBytes,
    int handshakes,
    long damagedBytes,
    Duration commitInterval,
    Duration retryAfter) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long GIB = 1L << 30;

  public JournalConfig {
    List<String> problems = new ArrayList<>();
    atLeast(problems, "batch-bytes", batchBytes, 4 * KIB);
    atLeast(problems, "append-bytes", appendBytes, 4 * KIB);
    atLeast(problems, "checkpoint-bytes", checkpointBytes, 16 * KIB);
    atLeast(problems, "stretch-bytes", stretchBytes, 4 * KIB);
    atLeast(problems, "queue-bytes", queueBytes, appendBytes);
    long twoOfEach = 2L * batchBytes + 2L * checkpointBytes;
    atLeast(problems, "file-bytes", fileBytes, Math.max(64 * KIB, twoOfEach));
    atLeast(problems, "capacity-bytes", capacityBytes, Math.max(256 * KIB, 4 * fileBytes));
    atLeast(problems, "handshakes", handshakes, 0);
    atLeast(problems, "damaged-bytes", damagedBytes, 0);
    atLeast(problems, "commit-interval milliseconds", commitInterval.toMillis(), 0);
    atLeast(problems, "retry-after milliseconds", retryAfter.toMillis(), 1);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("journal: " + String.join("; ", problems));
    }
  }

  /** 8 GiB in files of 256 MiB; see {@code docs/limits.md}. */
  public static JournalConfig in(Path directory) {
    return new JournalConfig(
        directory,
        8 * GIB,
        256L * MIB,
        64L * MIB,
        MIB,
        16 * MIB,
        8 * MIB,
        8 * MIB,
        1_000_000,
        256L * MIB,
        Duration.ofMillis(1),
        Duration.ofSeconds(1));
  }

  public JournalConfig withCapacityBytes(long bytes) {
    return new JournalConfig(
        directory,
        bytes,
        fileBytes,
        queueBytes,
        batchBytes,
        appendBytes,
        checkpointBytes,
        stretchBytes,
        handshakes,
        damagedBytes,
        commitInterval,
        retryAfter);
  }

  private static void atLeast(List<String> problems, String key, long value, long least) {
    if (value < least) {
      problems.add(key + " must be at least " + least + ", was " + value);
    }
  }
}

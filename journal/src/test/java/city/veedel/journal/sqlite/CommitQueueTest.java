package city.veedel.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.veedel.journal.sqlite.CommitQueue.Group;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class CommitQueueTest {
  private final CommitQueue queue = new CommitQueue(every(Duration.ofHours(1)));

  @Test
  void whatComesWithinTheIntervalSharesACommitWhereSeveralSend() throws Exception {
    offer(2);
    assertThat(queue.take().pending()).hasSize(2);

    offer(1);
    FutureTask<Group> next = takeElsewhere();
    offer(1);
    queue.close();

    assertThat(next.get().pending()).hasSize(2);
    assertThat(next.get().last()).isTrue();
  }

  @Test
  void aWholeBatchDoesNotWait() {
    offer(2);
    assertThat(queue.take().pending()).hasSize(2);

    queue.offer(entry(SmallConfig.in(Path.of(".")).batchBytes()));

    assertThat(queue.take().pending()).hasSize(1);
  }

  @Test
  void oneWhoWaitsForEveryAnswerIsNotKeptWaiting() {
    offer(1);
    assertThat(queue.take().pending()).hasSize(1);

    offer(1);

    assertThat(queue.take().pending()).hasSize(1);
  }

  private FutureTask<Group> takeElsewhere() {
    FutureTask<Group> taking = new FutureTask<>(queue::take);
    Thread writer = Thread.ofPlatform().daemon().start(taking);
    await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
    return taking;
  }

  private void offer(int count) {
    for (int i = 0; i < count; i++) {
      queue.offer(entry(10));
    }
  }

  private static Pending entry(int bytes) {
    return new Pending.Entries(new byte[bytes], 1, null, new CompletableFuture<>());
  }

  private static JournalConfig every(Duration commitInterval) {
    JournalConfig small = SmallConfig.in(Path.of("."));
    return new JournalConfig(
        small.directory(),
        small.capacityBytes(),
        small.fileBytes(),
        small.queueBytes(),
        small.batchBytes(),
        small.appendBytes(),
        small.checkpointBytes(),
        small.stretchBytes(),
        small.handshakes(),
        small.damagedBytes(),
        commitInterval,
        small.retryAfter());
  }
}

package city.veedel.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProtocolThreadsTest {
  private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
  private final ProtocolThreads threads = ProtocolThreads.start(1, timers);

  @AfterEach
  void stop() {
    threads.shutdownNow();
    timers.shutdownNow();
  }

  @Test
  void whatATaskStartsRunsNextOnItsThread() throws Exception {
    List<String> order = new ArrayList<>();
    CountDownLatch queued = new CountDownLatch(1);
    CompletableFuture<Void> done = new CompletableFuture<>();

    threads.execute(() -> {
      uninterruptibly(queued);
      order.add("first");
      threads.execute(() -> {
        order.add("started by first");
        threads.execute(() -> order.add("started by that"));
      });
      order.add("first ends");
    });
    threads.execute(() -> {
      order.add("second");
      done.complete(null);
    });
    queued.countDown();
    done.get();

    assertThat(order)
        .containsExactly("first", "first ends", "started by first", "started by that", "second");
  }

  @Test
  void aTaskThatFailsTakesNoOtherWithIt() throws Exception {
    CompletableFuture<String> after = new CompletableFuture<>();

    threads.execute(() -> {
      threads.execute(() -> {
        throw new IllegalStateException("broken on purpose");
      });
      threads.execute(() -> after.complete(Thread.currentThread().getName()));
    });

    assertThat(after.get()).startsWith("coap-protocol-");
  }

  @Test
  void aTimedTaskRunsOnAProtocolThreadUnlessItIsCancelled() throws Exception {
    CompletableFuture<String> timed = new CompletableFuture<>();
    Runnable cancelled = () -> timed.complete("cancelled, yet run");
    Runnable due = () -> timed.complete(Thread.currentThread().getName());

    threads.schedule(cancelled, 1, TimeUnit.MINUTES).cancel(false);
    var _ = threads.schedule(due, 1, TimeUnit.MILLISECONDS);

    assertThat(timed.get()).startsWith("coap-protocol-");
    assertThat(threads.getQueue()).isEmpty();
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

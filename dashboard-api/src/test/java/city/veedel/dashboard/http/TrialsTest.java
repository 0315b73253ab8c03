package city.veedel.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrialsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final CountDownLatch enough = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void letThemEnd() throws InterruptedException {
    enough.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void anOrganisationTriesOneDecoderAtATimeAndAllTogetherTwo() throws InterruptedException {
    Trials trials = new Trials(Duration.ZERO);
    occupy(trials, 1);

    assertRefused(trials, 1, 429, "too_many_trials");
    assertThat(trials.run(2, () -> "another's")).isEqualTo("another's");
    occupy(trials, 2);
    assertRefused(trials, 3, 503, "server_busy");

    letThemEnd();
    assertThat(trials.run(1, () -> "again")).isEqualTo("again");
    assertThat(trials.run(3, () -> "again")).isEqualTo("again");
  }

  @Test
  void onlySoManyOfOneOrganisationWait() throws InterruptedException {
    Trials trials = new Trials(LONG);
    occupy(trials, 1);
    for (int i = 0; i < Trials.WAITING_EACH; i++) {
      Thread waiting = started(() -> trials.run(1, () -> true));
      await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    }

    assertRefused(trials, 1, 429, "too_many_trials");
  }

  private void occupy(Trials trials, int organisation) throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    started(() ->
        trials.run(
            organisation,
            () -> {
              running.countDown();
              return hold(enough);
            }));
    running.await();
  }

  private Thread started(Runnable work) {
    Thread thread = Thread.ofPlatform().daemon().start(work);
    threads.add(thread);
    return thread;
  }

  private static boolean hold(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertRefused(Trials trials, int organisation, int status, String code) {
    assertThatThrownBy(() -> trials.run(organisation, () -> true))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(status);
              assertThat(e.problem().code()).isEqualTo(code);
            });
  }
}

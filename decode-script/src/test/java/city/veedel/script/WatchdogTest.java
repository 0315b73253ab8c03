package city.veedel.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ThreadMXBean;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  /** Times of threads, each method answered by name. */
  private static ThreadMXBean times(boolean isEnabled, Times ofOthers) {
    return (ThreadMXBean)
        Proxy.newProxyInstance(
            WatchdogTest.class.getClassLoader(),
            new Class<?>[] {ThreadMXBean.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "isThreadCpuTimeSupported" -> true;
                  case "isThreadCpuTimeEnabled" -> isEnabled;
                  case "getCurrentThreadCpuTime" -> 0L;
                  default -> ofOthers.nanos();
                });
  }

  @FunctionalInterface
  private interface Times {
    long nanos();
  }

  private static void assertStopped(Watchdog watchdog) {
    Watchdog.Watch watch = watchdog.watch(Duration.ofHours(1));
    assertThatThrownBy(() -> new CountDownLatch(1).await(1, TimeUnit.MINUTES))
        .isInstanceOf(InterruptedException.class);
    assertThat(watch.isOver()).isTrue();
    watch.close();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void goesOnWatchingAfterTheTimeOfAThreadCouldNotBeKnown() {
    Times failing =
        () -> {
          throw new UnsupportedOperationException("no times today");
        };
    try (Watchdog watchdog = new Watchdog(times(true, failing))) {
      assertStopped(watchdog);
      assertStopped(watchdog);
    }
  }

  @Test
  void stopsAScriptWhoseTimeIsNotCounted() {
    try (Watchdog watchdog = new Watchdog(times(true, () -> -1))) {
      assertStopped(watchdog);
    }
  }

  @Test
  void isNotHadWhereTheTimesOfThreadsAreNotCounted() {
    assertThatThrownBy(() -> new Watchdog(times(false, () -> 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not count the processor time");
  }
}

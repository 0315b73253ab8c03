package city.veedel.standalone.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or SIGTERM asks the command to end; the JVM waits until it has, at most a minute. Open it
 * before what it protects, so that it is closed after that.
 */
final class StopSignal implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  private StopSignal() {}

  static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::shutDown, "veedel-stop"));
    return signal;
  }

  /** Whether the end was asked for within {@code patience}. */
  boolean await(Duration patience) throws InterruptedException {
    return asked.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    ended.countDown();
  }

  private void shutDown() {
    asked.countDown();
    try {
      boolean inTime = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!inTime) {
        System.err.println("veedel: did not end in time; what was acknowledged is in the journal");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

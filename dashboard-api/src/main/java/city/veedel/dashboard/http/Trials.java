package city.veedel.dashboard.http;

import city.veedel.decode.codec.DecodingBusyException;
import city.veedel.decode.codec.DecodingStoppedException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads and tries what vendors wrote while somebody waits for the answer: one at a time for an
 * organisation and two in all, because each may take a second of a core.
 */
final class Trials {
  private static final int AT_ONCE = 2;

  /** Requests of one organisation; those beyond are refused at once. */
  static final int WAITING_EACH = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Duration patience;
  private final Semaphore running = new Semaphore(AT_ONCE, true);
  private final Map<Integer, Semaphore> byOrganisation = new ConcurrentHashMap<>();

  Trials() {
    this(PATIENCE);
  }

  /**
   * @param patience of a request, once for the others of its organisation and once for all others
   */
  Trials(Duration patience) {
    this.patience = patience;
  }

  <T> T run(int organisation, Supplier<T> work) {
    Semaphore own = byOrganisation.computeIfAbsent(organisation, id -> new Semaphore(1, true));
    if (own.getQueueLength() >= WAITING_EACH || !isAcquired(own)) {
      throw new ProblemException(
          Problem.retryLater(
              429,
              "too_many_trials",
              "Too many decoders are tried at a time",
              "Your organisation reads or previews one decoder at a time; try again shortly.",
              2));
    }
    try {
      return runAmongAll(work);
    } finally {
      own.release();
    }
  }

  private <T> T runAmongAll(Supplier<T> work) {
    if (!isAcquired(running)) {
      throw busy();
    }
    try {
      return work.get();
    } catch (DecodingBusyException | DecodingStoppedException e) {
      throw busy();
    } finally {
      running.release();
    }
  }

  private static ProblemException busy() {
    return new ProblemException(
        Problem.retryLater(
            503,
            "server_busy",
            "The server is busy",
            "Too many decoders are read or previewed; try again shortly.",
            2));
  }

  private boolean isAcquired(Semaphore semaphore) {
    try {
      return semaphore.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is stopping", e);
    }
  }
}

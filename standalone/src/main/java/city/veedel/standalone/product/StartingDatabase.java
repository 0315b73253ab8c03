package city.veedel.standalone.product;

import city.veedel.standalone.settings.Settings;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The database of a start, opened and brought to this version on a thread of its own: meanwhile its
 * server recovers and looks for its shared memory, and the rest of the product gets ready.
 */
final class StartingDatabase implements AutoCloseable {
  /** A database that is open, and what is done to it before it is used. */
  record Opened(Store store, Preparation preparation) {
    private void close() {
      preparation.close();
      store.close();
    }
  }

  private final FutureTask<Opened> opening;

  private StartingDatabase(FutureTask<Opened> opening) {
    this.opening = opening;
  }

  static StartingDatabase begin(
      Settings settings, Foundations foundations, DataDirectory directory, StartTimes times) {
    FutureTask<Opened> opening =
        new FutureTask<>(() -> open(settings, foundations, directory, times));
    Thread.ofPlatform().name("start-database").start(opening);
    return new StartingDatabase(opening);
  }

  private static Opened open(
      Settings settings, Foundations foundations, DataDirectory directory, StartTimes times) {
    Store store = Store.open(settings, foundations);
    times.reached(StartTimes.Milestone.DATABASE);
    try {
      Preparation preparation = Preparation.begin(store, directory, settings.adminPassword());
      times.reached(StartTimes.Milestone.SCHEMA);
      return new Opened(store, preparation);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Throws what opening threw. */
  Opened await() {
    try {
      return opening.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the database starts", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw new IllegalStateException("The database did not start", e.getCause());
    }
  }

  @Override
  public void close() {
    try {
      opening.get().close();
    } catch (ExecutionException e) {
      // It never opened; whoever awaited it has heard why.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

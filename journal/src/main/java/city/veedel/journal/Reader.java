package city.veedel.journal;

import java.time.Duration;

/** Reads entries in order. For one thread at a time. */
public interface Reader extends AutoCloseable {
  /**
   * Waits up to {@code timeout} for the first entry, then takes what is there, at most {@code
   * maxEntries}. The stretch is empty when nothing came.
   */
  Stretch poll(int maxEntries, Duration timeout) throws InterruptedException;

  @Override
  void close();
}

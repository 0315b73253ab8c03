package city.veedel.dashboard.query;

import java.util.Optional;

/** Port: what is known in memory about the city right now. Thread-safe, never blocks. */
public interface CityState {
  /** Whether the catalogue and the latest results have been read at least once. */
  boolean isLoaded();

  Catalogue catalogue();

  Optional<LatestResult> findLatest(int datastream);

  Optional<LatestPosition> findPosition(String thing);

  /** Grows whenever a latest result, a position or the catalogue changes. */
  long changes();
}

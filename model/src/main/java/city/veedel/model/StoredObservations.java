package city.veedel.model;

import java.util.List;

/** Port: who wants to hear what was stored. Called by ingest after each commit. */
@FunctionalInterface
public interface StoredObservations {
  StoredObservations NOBODY = stored -> {};

  /**
   * Takes observations that became the latest of their datastream, in the order of storing. Returns
   * quickly and never throws: a slow listener must not slow down storing.
   */
  void stored(List<StoredObservation> observations);
}

package city.veedel.journal;

import city.veedel.model.DeadLetter;
import city.veedel.model.Observation;
import city.veedel.model.Provenance;
import java.util.List;

/** What one append may hold. */
public sealed interface Entry {
  /** The observations of one message, in their order. */
  record Accepted(Provenance provenance, List<Observation> observations) implements Entry {
    public Accepted {
      observations = List.copyOf(observations);
      if (observations.isEmpty()) {
        throw new IllegalArgumentException("an accepted message holds at least one observation");
      }
    }
  }

  /** A message, or part of one, that cannot be stored as it is. */
  record SetAside(DeadLetter letter) implements Entry {}
}

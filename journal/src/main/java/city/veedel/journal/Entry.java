package city.veedel.journal;

import city.veedel.model.DeadLetter;
import city.veedel.model.Observation;
import city.veedel.model.Provenance;
import city.veedel.model.RawMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one append may hold. */
public sealed interface Entry {
  /**
   * The observations of one message, in their order.
   *
   * @param raw the message itself where its device type keeps it, else null
   */
  record Accepted(Provenance provenance, List<Observation> observations, @Nullable RawMessage raw)
      implements Entry {
    /** Of a device type that keeps no raw messages. */
    public Accepted(Provenance provenance, List<Observation> observations) {
      this(provenance, observations, null);
    }

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

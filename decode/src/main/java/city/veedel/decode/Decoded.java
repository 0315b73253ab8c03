package city.veedel.decode;

import java.util.List;

/** What a decoder makes of a payload: readings, nothing to store, or the faults that forbid it. */
public sealed interface Decoded {
  /**
   * At least one reading.
   *
   * @param notes what a preview shows besides; it changes nothing in what is stored
   */
  record Readings(List<Reading> readings, Notes notes) implements Decoded {
    public Readings {
      readings = List.copyOf(readings);
    }

    public Readings(List<Reading> readings) {
      this(readings, Notes.NONE);
    }
  }

  /**
   * A message that is right and holds no measurement by its kind, such as the join of a LoRaWAN
   * device: it is acknowledged, and neither stored nor kept as a dead letter.
   *
   * @param why in English, for a preview
   */
  record Nothing(String why) implements Decoded {}

  /** At least one fault, the first being the first in the payload. */
  record Undecodable(List<Fault> faults) implements Decoded {
    public Undecodable {
      faults = List.copyOf(faults);
    }
  }
}

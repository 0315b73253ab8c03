package city.veedel.decode;

import java.util.List;

/** What a decoder makes of a payload: readings, or the faults that forbid it. */
public sealed interface Decoded {
  /** At least one reading. */
  record Readings(List<Reading> readings) implements Decoded {
    public Readings {
      readings = List.copyOf(readings);
    }
  }

  /** At least one fault, the first being the first in the payload. */
  record Undecodable(List<Fault> faults) implements Decoded {
    public Undecodable {
      faults = List.copyOf(faults);
    }
  }
}

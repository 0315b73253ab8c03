package city.veedel.simulator.replay;

import java.io.IOException;

/** One file of a recording; may be opened any number of times. */
interface Source {
  MeasurementReader open() throws IOException;

  long bytes();
}

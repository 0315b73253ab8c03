package city.veedel.simulator.replay;

import city.veedel.simulator.device.SimulatedThing;
import java.io.IOException;
import java.util.List;

/** A recording that can be read as often as wanted, each time as the same stream. */
public interface Recording {
  /** Slug, such as {@code traffic-koeln-load}. */
  String id();

  /** What is registered before: every thing the stream speaks of, but for shared vehicles. */
  List<SimulatedThing> things();

  /** Size of its files on disk. */
  long bytes();

  /** In the order of time, except where the recording itself is not; never held in memory. */
  ReplayStream open() throws IOException;
}

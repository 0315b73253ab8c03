package city.veedel.standalone.prove;

import java.io.IOException;
import java.util.Random;

/** Breaks something of a site under load, and makes it whole again. */
sealed interface Fault permits ProcessFault, DatabaseFault, DiskFault, JournalFault, ClockFault {
  /**
   * The product runs before and after, unless it ended by itself.
   *
   * @param random decides what is left open; draws are the same for the same seed
   * @return what was done, in a sentence
   */
  String strike(Site site, Random random) throws IOException, InterruptedException;
}

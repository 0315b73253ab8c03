package city.veedel.standalone.prove;

import city.veedel.schema.DatabaseConfig;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is broken, and how much.
 *
 * @param seed of every choice
 * @param parts what is broken
 * @param kills of processes, 1 or more
 * @param cuts of power, shared between ext4 and xfs, 2 or more
 * @param others strikes of every other part, 1 or more
 * @param readingsPerSecond new readings of all devices together; 0 for as many as they can send
 * @param minutes after which no further fault is begun, over all parts together; 0 for no bound
 * @param server to make databases on, for the parts that do not break a server; empty for our own
 * @param directory where everything is kept meanwhile, on a disk that nobody breaks
 */
public record ProvePlan(
    long seed,
    Set<Part> parts,
    int kills,
    int cuts,
    int others,
    double readingsPerSecond,
    double minutes,
    Optional<DatabaseConfig> server,
    Path directory) {
  /** What can be broken. */
  public enum Part {
    KILL,
    PAUSE,
    DATABASE,
    POWER,
    FULL,
    EIO,
    FLIP,
    CLOCK,
    /** Nothing fails; hostile clients of every kind do their worst beside good ones. */
    HOSTILE,
    CONTROLS,
    /** A kill a minute: takes as many minutes as there are kills, so only where it is asked for. */
    SOAK;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ProvePlan {
    parts = Set.copyOf(parts);
    if (kills < 1 || cuts < 2 || others < 1) {
      throw new IllegalArgumentException("at least 1 kill, 2 cuts and 1 of the others");
    }
    // Written so that NaN fails as well.
    if (!(readingsPerSecond >= 0) || !(minutes >= 0)) {
      throw new IllegalArgumentException("neither rate nor minutes may be below 0");
    }
  }
}

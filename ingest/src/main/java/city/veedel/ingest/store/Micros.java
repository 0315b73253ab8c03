package city.veedel.ingest.store;

import java.time.Instant;

/** Microseconds since 1970: the grain of PostgreSQL's timestamps. */
final class Micros {
  private static final long PER_SECOND = 1_000_000;

  private Micros() {}

  static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / 1000);
  }

  static Instant toInstant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1000);
  }
}

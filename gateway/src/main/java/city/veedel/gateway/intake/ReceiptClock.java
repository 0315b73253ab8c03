package city.veedel.gateway.intake;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The times of receipt of the whole process: strictly increasing by at least a microsecond, also
 * when the machine's clock stands or goes back. So a time of receipt that stands in for a missing
 * phenomenon time never meets another one. One for the process.
 */
public final class ReceiptClock {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private final InstantSource clock;
  private final AtomicLong lastMicros = new AtomicLong(Long.MIN_VALUE);

  public ReceiptClock(InstantSource clock) {
    this.clock = clock;
  }

  public Instant next() {
    return reserve(1);
  }

  /** The first of so many times, a microsecond apart, that nobody else is given. */
  Instant reserve(int count) {
    Instant present = clock.instant();
    long now = present.getEpochSecond() * MICROS_PER_SECOND + present.getNano() / NANOS_PER_MICRO;
    long last = lastMicros.updateAndGet(before -> Math.max(now, before + 1) + count - 1);
    long micros = last - count + 1;
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
  }
}

package city.veedel.gateway.intake;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The times of receipt of the whole process: strictly increasing by at least a microsecond, also
 * when the machine's clock stands or goes back. So a time of receipt that stands in for a missing
 * phenomenon time never meets another one. One for the process.
 */
public final class ReceiptClock {
  private final InstantSource clock;
  private final AtomicLong lastMicros = new AtomicLong(Long.MIN_VALUE);

  public ReceiptClock(InstantSource clock) {
    this.clock = clock;
  }

  public Instant next() {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    long micros = lastMicros.updateAndGet(last -> now > last ? now : last + 1);
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}

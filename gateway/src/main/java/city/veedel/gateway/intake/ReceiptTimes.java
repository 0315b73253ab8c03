package city.veedel.gateway.intake;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When one message was received, and the times that stand in for those its values do not have: the
 * time of receipt and the microseconds after it. They are set apart when the message comes in, so
 * that a wait for a decoder does not make its values later. Belongs to one thread.
 */
final class ReceiptTimes {
  private final ReceiptClock clock;
  private final Instant receivedAt;
  private final int count;
  private int taken;

  /**
   * @param count so many are set apart; values beyond them get the time of their decoding
   */
  ReceiptTimes(ReceiptClock clock, int count) {
    this.clock = clock;
    this.receivedAt = clock.reserve(count);
    this.count = count;
  }

  Instant receivedAt() {
    return receivedAt;
  }

  Instant next() {
    return taken < count ? receivedAt.plus(taken++, ChronoUnit.MICROS) : clock.next();
  }
}

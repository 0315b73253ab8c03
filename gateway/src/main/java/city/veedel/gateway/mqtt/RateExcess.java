package city.veedel.gateway.mqtt;

import java.time.Duration;

/**
 * How long a device has to be held back, and whether that has become a habit: nine tenths of a
 * whole window spent waiting. A burst after an outage is slowed down, not punished.
 */
final class RateExcess {
  private final long window;
  private long windowFrom;
  private long heldInWindow;
  private long heldFrom;
  private long heldUntil;
  private boolean holding;

  RateExcess(Duration window, long now) {
    this.window = window.toNanos();
    this.windowFrom = now;
  }

  void heldUntil(long until, long now) {
    if (!holding) {
      heldFrom = now;
      heldUntil = until;
      holding = true;
    } else if (until - heldUntil > 0) {
      heldUntil = until;
    }
  }

  /** Whether the device may be read from again. */
  boolean isOver(long now) {
    if (holding && now - heldUntil >= 0) {
      holding = false;
      heldInWindow += now - heldFrom;
    }
    return !holding;
  }

  boolean isPersistent(long now) {
    if (now - windowFrom < window) {
      return false;
    }
    long held = heldInWindow + (holding ? now - Math.max(heldFrom, windowFrom) : 0);
    windowFrom = now;
    heldInWindow = 0;
    if (holding) {
      heldFrom = now;
    }
    return held > window / 10 * 9;
  }
}

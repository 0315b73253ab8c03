package city.veedel.script;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often one script ran over its bounds, and for how long it is switched off therefore. After a
 * pause one more overrun is enough for the next, which is twice as long; a decode that ends in time
 * gives it the whole row again, and a window without any overrun the first pause.
 */
final class Overruns {
  private final String typeId;
  private final ScriptSandboxConfig config;

  private int inARow;
  private int pauses;
  private Instant last = Instant.MIN;
  private volatile boolean clean = true;
  private volatile @Nullable SwitchedOff off;

  Overruns(String typeId, ScriptSandboxConfig config) {
    this.typeId = typeId;
    this.config = config;
  }

  Optional<SwitchedOff> switchedOff(Instant now) {
    SwitchedOff present = off;
    return present != null && now.isBefore(present.until())
        ? Optional.of(present)
        : Optional.empty();
  }

  /** A decode came to its end, whatever it said. */
  void endedInTime() {
    if (!clean) {
      reset();
    }
  }

  private synchronized void reset() {
    inARow = 0;
    clean = true;
  }

  /** Returns a notice when this overrun was one too many. */
  synchronized Optional<SwitchedOff> overran(String why, Instant now) {
    if (switchedOff(now).isPresent()) {
      return Optional.empty();
    }
    if (last.isBefore(now.minus(config.overrunWindow()))) {
      inARow = 0;
      SwitchedOff former = off;
      if (former == null || former.until().isBefore(now.minus(config.overrunWindow()))) {
        pauses = 0;
      }
    }
    clean = false;
    last = now;
    inARow++;
    if (inARow < config.overrunsInARow()) {
      return Optional.empty();
    }
    SwitchedOff notice = new SwitchedOff(typeId, why, now, now.plus(pause()));
    pauses++;
    inARow = config.overrunsInARow() - 1;
    last = notice.until();
    off = notice;
    return Optional.of(notice);
  }

  private Duration pause() {
    Duration pause = config.firstPause();
    for (int i = 0; i < pauses && pause.compareTo(config.longestPause()) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(config.longestPause()) < 0 ? pause : config.longestPause();
  }
}

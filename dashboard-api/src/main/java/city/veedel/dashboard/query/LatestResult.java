package city.veedel.dashboard.query;

import city.veedel.model.Result;
import java.time.Instant;

/** The newest result of a datastream that is known. */
public record LatestResult(
    int datastream, Instant phenomenonTime, Instant receivedAt, Instant storedAt, Result result) {
  /**
   * Whether this one stands when both are known: the later phenomenon time, and at the same time (a
   * correction) the one stored later.
   */
  public boolean replaces(LatestResult other) {
    int order = phenomenonTime.compareTo(other.phenomenonTime);
    return order > 0 || order == 0 && !storedAt.isBefore(other.storedAt);
  }
}

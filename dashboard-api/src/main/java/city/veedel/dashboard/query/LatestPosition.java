package city.veedel.dashboard.query;

import city.veedel.model.Location;
import java.time.Instant;

/** Where a moving thing was last. */
public record LatestPosition(String thing, Location location, Instant phenomenonTime) {
  public boolean replaces(LatestPosition other) {
    return !phenomenonTime.isBefore(other.phenomenonTime);
  }
}

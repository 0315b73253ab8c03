package city.veedel.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One observation as the gateway accepted it. Its identity is thing, property and phenomenon time;
 * with {@link TimeOrigin#RECEIPT} and a sequence it is thing, property and sequence.
 *
 * @param phenomenonTime when the observation holds, in whole microseconds (what PostgreSQL keeps)
 * @param sequence the device's own number of this observation, or {@link #NO_SEQUENCE}
 * @param location where a moving thing was, else null
 */
public record Observation(
    ThingId thing,
    PropertyName property,
    Instant phenomenonTime,
    TimeOrigin timeOrigin,
    long sequence,
    Result result,
    @Nullable Location location) {

  public static final long NO_SEQUENCE = -1;

  public Observation {
    phenomenonTime = phenomenonTime.truncatedTo(ChronoUnit.MICROS);
    if (sequence < NO_SEQUENCE) {
      throw new IllegalArgumentException("a sequence must not be negative, was " + sequence);
    }
  }

  public boolean hasSequence() {
    return sequence != NO_SEQUENCE;
  }
}

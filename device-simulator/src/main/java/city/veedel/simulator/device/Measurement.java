package city.veedel.simulator.device;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one thing measured at one time: as many observations as there are values.
 *
 * @param location where a moving thing was, else null
 */
public record Measurement(
    ThingId thing,
    Instant time,
    SequencedMap<PropertyName, Result> values,
    @Nullable Location location) {
  public Measurement {
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  public int observations() {
    return values.size();
  }
}

package city.veedel.simulator.city;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.SimulatedThing;
import java.time.Duration;
import java.time.Instant;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A thing of the city and what it measures. Immutable; for any thread. */
public final class CitySensor {
  private final SimulatedThing thing;
  private final Duration interval;
  private final Measuring measuring;
  private final @Nullable Moving moving;

  CitySensor(
      SimulatedThing thing, Duration interval, Measuring measuring, @Nullable Moving moving) {
    this.thing = thing;
    this.interval = interval;
    this.measuring = measuring;
    this.moving = moving;
  }

  /** Values at a moment. Pure. */
  @FunctionalInterface
  interface Measuring {
    SequencedMap<PropertyName, Result> at(Moment now);
  }

  /** Where a moving thing is at a moment. Pure. */
  @FunctionalInterface
  interface Moving {
    Location at(Moment now);
  }

  public SimulatedThing thing() {
    return thing;
  }

  public ThingId id() {
    return thing.id();
  }

  /** How often it sends. */
  public Duration interval() {
    return interval;
  }

  /**
   * @param cityTime the time the city lives in
   * @param phenomenonTime what the sensor's clock says
   */
  public Measurement measure(Instant cityTime, Instant phenomenonTime) {
    Moment now = Moment.of(cityTime);
    return new Measurement(
        thing.id(), phenomenonTime, measuring.at(now), moving == null ? null : moving.at(now));
  }
}

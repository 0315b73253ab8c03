package city.veedel.simulator.city;

import city.veedel.model.PropertyName;
import city.veedel.model.Result;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Collects the values of one measurement, rounded as a sensor would. */
final class Values {
  private final SequencedMap<PropertyName, Result> results = new LinkedHashMap<>();

  Values whole(String name, double value) {
    return put(name, new Result.Quantity(Math.rint(value)));
  }

  /** One digit behind the point. */
  Values tenths(String name, double value) {
    return put(name, new Result.Quantity(Math.rint(value * 10) / 10));
  }

  Values flag(String name, boolean value) {
    return put(name, new Result.Flag(value));
  }

  Values state(String name, String value) {
    return put(name, new Result.State(value));
  }

  private Values put(String name, Result result) {
    results.put(new PropertyName(name), result);
    return this;
  }

  SequencedMap<PropertyName, Result> done() {
    return results;
  }
}

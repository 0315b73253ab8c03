package city.veedel.standalone.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of a device, and what its sender has been told about it. */
final class Message {
  /**
   * One value. No other of the same device and property has it, so that it names the observation.
   *
   * @param time in microseconds since 1970, or null where the device sends none
   */
  record Value(String property, @Nullable Long time, double value, boolean storable) {}

  enum Told {
    NOTHING,
    /** A success code. */
    ACKNOWLEDGED,
    /** That it is refused and kept as a dead letter. */
    REFUSED
  }

  private final String device;
  private final byte[] payload;
  private final List<Value> values;
  private final boolean once;
  private Told told = Told.NOTHING;

  /**
   * @param values none if the payload cannot be read
   * @param once whether the protocol promises that it arrives exactly once
   */
  Message(String device, byte[] payload, List<Value> values, boolean once) {
    this.device = device;
    this.payload = payload;
    this.values = List.copyOf(values);
    this.once = once;
  }

  String device() {
    return device;
  }

  byte[] payload() {
    return payload;
  }

  List<Value> values() {
    return values;
  }

  boolean readable() {
    return !values.isEmpty();
  }

  boolean once() {
    return once;
  }

  Told told() {
    return told;
  }

  void tell(Told what) {
    if (told == Told.NOTHING) {
      told = what;
    }
  }
}

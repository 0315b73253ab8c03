package city.veedel.decode.binary;

import java.util.List;
import java.util.Set;

/** Whether something is in a payload at all. */
sealed interface Condition {
  record OnPort(Set<Long> ports) implements Condition {}

  /** A bit of an earlier field's raw value is set; bit 0 is worth 1. */
  record OnBit(int slot, int bit) implements Condition {}

  /** An earlier field has one of these raw values. */
  record OnValue(int slot, Set<Long> values) implements Condition {}

  /** At least so many bytes are left. */
  record OnRemaining(int bytes) implements Condition {}

  record All(List<Condition> conditions) implements Condition {}
}

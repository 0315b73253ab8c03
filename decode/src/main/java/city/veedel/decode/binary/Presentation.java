package city.veedel.decode.binary;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a raw value becomes in the document. */
sealed interface Presentation {
  /** An integer that is only read stays one; what is computed is in double precision. */
  record Numeric(Arithmetic arithmetic) implements Presentation {}

  /** True unless it is zero. */
  record Flag() implements Presentation {}

  /**
   * An enumeration.
   *
   * @param otherwise for numbers without a name; null makes them a fault
   */
  record Names(Map<Long, String> names, @Nullable String otherwise) implements Presentation {}

  /** Seconds since {@code epoch}, as ISO 8601 in UTC. */
  record Time(Instant epoch) implements Presentation {}

  /** A text as it is. */
  record Characters() implements Presentation {}
}

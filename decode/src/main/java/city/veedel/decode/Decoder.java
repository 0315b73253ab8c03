package city.veedel.decode;

import city.veedel.model.Payload;
import java.time.Instant;

/** Payload bytes to readings. Thread-safe, pure, bounded in time and memory. */
@FunctionalInterface
public interface Decoder {
  /**
   * @param receivedAt the time relative times refer to (RFC 8428, section 4.5.3)
   */
  Decoded decode(Payload payload, ContentFormat format, Instant receivedAt);
}

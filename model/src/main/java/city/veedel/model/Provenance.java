package city.veedel.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where a message came from.
 *
 * @param assured whether the sender was promised storage by an acknowledgement: QoS 1 and 2, CON,
 *     HTTP. QoS 0 and NON are counted apart
 * @param receivedAt strictly increasing within one gateway, in whole microseconds
 */
public record Provenance(DeviceId device, Protocol protocol, boolean assured, Instant receivedAt) {
  public Provenance {
    receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS);
  }
}

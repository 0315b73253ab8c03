package city.veedel.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where a message came from, and by what it was read.
 *
 * @param assured whether the sender was promised storage by an acknowledgement: QoS 1 and 2, CON,
 *     HTTP. QoS 0 and NON are counted apart
 * @param receivedAt strictly increasing within one gateway, in whole microseconds
 * @param decoderVersion {@link DeviceType#version()} of the type that read it, or {@link
 *     #UNVERSIONED}
 */
public record Provenance(
    DeviceId device, Protocol protocol, boolean assured, Instant receivedAt, int decoderVersion) {
  /** Read before device types had versions. */
  public static final int UNVERSIONED = 0;

  public Provenance {
    receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS);
    if (decoderVersion < UNVERSIONED || decoderVersion > DeviceType.MAX_VERSION) {
      throw new IllegalArgumentException(
          "versions are "
              + UNVERSIONED
              + " to "
              + DeviceType.MAX_VERSION
              + ", was "
              + decoderVersion);
    }
  }

  /** Not known by which version it was read. */
  public Provenance(DeviceId device, Protocol protocol, boolean assured, Instant receivedAt) {
    this(device, protocol, assured, receivedAt, UNVERSIONED);
  }
}

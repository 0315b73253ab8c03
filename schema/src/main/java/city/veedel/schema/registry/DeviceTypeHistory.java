package city.veedel.schema.registry;

import city.veedel.model.DeviceType;
import java.time.Instant;
import java.util.List;

/**
 * A device type in one of its versions.
 *
 * @param organisation whose it is
 * @param versions which ones there are, newest first, at most 500
 */
public record DeviceTypeHistory(DeviceType type, int organisation, List<Version> versions) {
  /**
   * @param createdBy as the audit trail names the actor; empty where nobody wrote it down
   */
  public record Version(int number, Instant createdAt, String createdBy) {}

  public DeviceTypeHistory {
    versions = List.copyOf(versions);
  }
}

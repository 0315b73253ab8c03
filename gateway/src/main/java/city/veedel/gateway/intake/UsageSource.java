package city.veedel.gateway.intake;

import city.veedel.model.DeviceId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** Port: what the database has counted of devices. May block, and throws when it is away. */
@FunctionalInterface
public interface UsageSource {
  /**
   * Observations accepted since {@code since}; devices without any may be missing.
   *
   * @param devices as many as {@link QuotaConfig#devicesAQuery} at most
   */
  Map<DeviceId, Long> accepted(Collection<DeviceId> devices, Instant since);
}

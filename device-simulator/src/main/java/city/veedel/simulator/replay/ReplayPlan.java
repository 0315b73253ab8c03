package city.veedel.simulator.replay;

import city.veedel.model.DeviceType;
import city.veedel.simulator.device.SimulatedDevice;
import java.util.List;

/**
 * What must be registered before recordings are replayed, and the recordings themselves.
 *
 * @param types {@code replay}, which declares every property of the recordings with the period it
 *     is averaged over, and {@code replay-vehicles}, which pseudonymises; both accept any past
 */
public record ReplayPlan(
    List<DeviceType> types, List<SimulatedDevice> devices, List<Recording> recordings) {
  public ReplayPlan {
    types = List.copyOf(types);
    devices = List.copyOf(devices);
    recordings = List.copyOf(recordings);
  }
}

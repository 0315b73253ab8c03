package city.veedel.simulator;

import java.time.Duration;
import java.util.Map;

/**
 * What a replay sent.
 *
 * @param delivery in observations, as for a fleet
 * @param observationsByRecording what each recording held
 */
public record ReplayTotals(
    FleetTotals delivery, Map<String, Long> observationsByRecording, Duration took) {
  public ReplayTotals {
    observationsByRecording = Map.copyOf(observationsByRecording);
  }
}

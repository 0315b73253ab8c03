package city.veedel.standalone.prove;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a campaign found.
 *
 * @param seed of this campaign
 * @param strikes what was done, in order
 * @param verdict empty if it was skipped or broke off
 * @param before under load, before the first fault
 * @param after the last, when all was stored
 * @param slowestStartSeconds of a start after a fault, from the process to listening; P10
 * @param hostile what hostile clients cost, in a campaign with such
 * @param findings what must not be; of a negative control, what it was caught by
 * @param passed whether the promises hold; of a negative control, whether it was caught
 */
record Outcome(
    Campaign campaign,
    long seed,
    List<Strike> strikes,
    Optional<Verdict> verdict,
    String engine,
    Optional<Footprint> before,
    Optional<Footprint> after,
    double slowestStartSeconds,
    Optional<HostileFigures> hostile,
    List<String> findings,
    boolean passed,
    double seconds) {
  /**
   * @param seconds from the beginning of the fault until the site was whole again
   * @param firstAcknowledgementSeconds from then until a device was acknowledged again
   */
  record Strike(String what, double seconds, double firstAcknowledgementSeconds) {}

  static Outcome skipped(Campaign campaign) {
    return new Outcome(
        campaign,
        0,
        List.of(),
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        List.of(),
        true,
        0);
  }

  /** For the results file; keys stay as they are. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("campaign", campaign.name());
    map.put("promises", campaign.promises());
    map.put("control", campaign.isControl());
    map.put("passed", passed);
    if (campaign.obstacle().isPresent()) {
      map.put("skipped", campaign.obstacle().get());
      return map;
    }
    map.put("seed", seed);
    map.put("engine", engine);
    map.put("seconds", Math.round(seconds));
    map.put("faults", strikes.size());
    map.put("findings", findings);
    verdict.ifPresent(counts -> map.put("readings", counts));
    map.put("slowestStartSeconds", slowestStartSeconds);
    map.put(
        "firstAcknowledgementSecondsMax",
        strikes.stream().mapToDouble(Strike::firstAcknowledgementSeconds).max().orElse(0));
    before.ifPresent(footprint -> map.put("footprintBefore", footprint));
    after.ifPresent(footprint -> map.put("footprintAfter", footprint));
    hostile.ifPresent(figures -> map.put("hostile", figures.asMap()));
    map.put("strikes", new ArrayList<>(strikes));
    return map;
  }
}

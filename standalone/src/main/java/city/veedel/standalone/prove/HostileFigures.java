package city.veedel.standalone.prove;

import city.veedel.simulator.hostile.Attack;
import city.veedel.simulator.hostile.Attempts;
import city.veedel.simulator.hostile.IdleFleet;
import city.veedel.simulator.ledger.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What hostile clients cost the good ones, and the product.
 *
 * @param attackers at once
 * @param alone what the good devices got before the attack
 * @param beside and under it
 * @param storming and while all idle connections came back
 * @param idleLost idle connections that the product ended before the storm
 * @param memory of the product
 * @param attempts of each attack
 * @param isSameProcess whether the product is the process that it was
 * @param note what was made smaller for this machine; may be empty
 */
record HostileFigures(
    int attackers,
    Service.Stretch alone,
    Service.Stretch beside,
    Service.Stretch storming,
    long idleLost,
    Memory memory,
    Map<Attack, Attempts> attempts,
    IdleFleet.Storm storm,
    boolean isSameProcess,
    String note) {
  static final double MOST_P99_RATIO = 2;
  static final double MOST_STORM_SECONDS = 20;
  static final double MOST_HEAP_SHARE = 0.7;

  /** Of the rate alone, that the good devices get at least. */
  private static final double LEAST_SHARE = 0.5;

  /** In a storm that is over in time, when ten thousand log in at once. */
  private static final double LEAST_SHARE_IN_SHORT_STORM = 0.1;

  /** What a shorter storm leaves of a rate is chance. */
  private static final double SHORTEST_JUDGED_SECONDS = 1;

  /**
   * Of the product's process.
   *
   * @param heapCeilingMb as it was started
   * @param heapPeakMb the most that any collection of garbage left; empty if nothing is known of it
   * @param residentPeakMb as the system counts it
   */
  record Memory(long heapCeilingMb, OptionalLong heapPeakMb, long residentPeakMb) {
    boolean isHeld() {
      return heapPeakMb.isPresent() && heapPeakMb.getAsLong() <= MOST_HEAP_SHARE * heapCeilingMb;
    }

    private Map<String, Object> asMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("heapCeilingMb", heapCeilingMb);
      heapPeakMb.ifPresent(peak -> map.put("heapPeakMb", peak));
      map.put("residentPeakMb", residentPeakMb);
      return map;
    }
  }

  /** Connections of good devices that ended under attack. */
  long forcedReconnects() {
    return beside.broken() + storming.broken() + idleLost;
  }

  /** Exchanges of good devices, under attack, that the product did not answer. */
  long unanswered() {
    return beside.unanswered() + storming.unanswered();
  }

  /** What already fails without anybody against it says nothing about attackers. */
  long letDownAlone() {
    return alone.broken() + alone.unanswered();
  }

  double p99Ratio() {
    return alone.p99Millis() == 0 ? 0 : beside.p99Millis() / alone.p99Millis();
  }

  /** A ratio of times that nobody has measured holds nothing. */
  private boolean isP99RatioHeld() {
    return alone.acknowledged() > 0 && beside.acknowledged() > 0 && p99Ratio() <= MOST_P99_RATIO;
  }

  /**
   * What must not be. Times are told and not judged here: this is one machine of many. That the
   * good devices are served at all is judged.
   */
  List<String> findings() {
    List<String> findings = new ArrayList<>();
    if (letDownAlone() > 0) {
      findings.add("LET_DOWN_ALONE " + letDownAlone());
    }
    if (forcedReconnects() > 0) {
      findings.add("FORCED_RECONNECTS " + forcedReconnects());
    }
    if (unanswered() > 0) {
      findings.add("UNANSWERED " + unanswered());
    }
    findings.addAll(starved());
    if (memory.heapPeakMb().isEmpty()) {
      findings.add("HEAP_UNKNOWN");
    }
    if (storm.back() < storm.connections()) {
      findings.add("NOT_BACK " + (storm.connections() - storm.back()));
    }
    attempts.forEach((attack, of) -> {
      if (of.entered() == 0) {
        findings.add("UNTRIED " + attack);
      }
      if (of.borne() > 0) {
        findings.add("BORNE " + attack + " " + of.borne());
      }
      if (of.accepted() > 0) {
        findings.add("ACCEPTED " + attack + " " + of.accepted());
      }
      if (of.unprovenBytesIn() > of.unprovenBytesOut()) {
        findings.add(
            "AMPLIFIED %s %d of %d bytes"
                .formatted(attack, of.unprovenBytesIn(), of.unprovenBytesOut()));
      }
    });
    return findings;
  }

  private List<String> starved() {
    if (alone.acknowledged() == 0) {
      return List.of("STARVED alone");
    }
    List<String> findings = new ArrayList<>();
    if (isStarved(beside, LEAST_SHARE)) {
      findings.add(starved("beside", beside));
    }
    boolean isShort = storming.seconds() <= MOST_STORM_SECONDS;
    if (storming.seconds() >= SHORTEST_JUDGED_SECONDS
        && isStarved(storming, isShort ? LEAST_SHARE_IN_SHORT_STORM : LEAST_SHARE)) {
      findings.add(starved("storming", storming));
    }
    return findings;
  }

  private boolean isStarved(Service.Stretch stretch, double leastShare) {
    return stretch.acknowledgedPerSecond() < leastShare * alone.acknowledgedPerSecond();
  }

  private String starved(String when, Service.Stretch stretch) {
    return String.format(
        Locale.ROOT,
        "STARVED %s %.1f of %.1f messages/s",
        when,
        stretch.acknowledgedPerSecond(),
        alone.acknowledgedPerSecond());
  }

  /** For the results file; keys stay as they are. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("attackers", attackers);
    map.put("alone", alone);
    map.put("beside", beside);
    map.put("storming", storming);
    map.put("p99Ratio", Math.round(p99Ratio() * 100) / 100.0);
    map.put("p99RatioHeld", isP99RatioHeld());
    map.put("forcedReconnects", forcedReconnects());
    map.put("unanswered", unanswered());
    map.put("letDownAlone", letDownAlone());
    map.put("memory", memory.asMap());
    map.put("heapHeld", memory.isHeld());
    map.put("storm", storm);
    map.put(
        "stormHeld", storm.back() == storm.connections() && storm.seconds() <= MOST_STORM_SECONDS);
    map.put("sameProcess", isSameProcess);
    map.put("note", note);
    Map<String, Attempts> byName = new LinkedHashMap<>();
    attempts.forEach((attack, of) -> byName.put(attack.toString(), of));
    map.put("attempts", byName);
    return map;
  }
}

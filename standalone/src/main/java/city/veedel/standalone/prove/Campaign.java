package city.veedel.standalone.prove;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One product, one ledger, a row of faults.
 *
 * @param name of its results
 * @param promises it is about, by their number
 * @param obstacle why it cannot be run on this machine; empty if it can
 * @param mustFind for a negative control: findings that begin with one of these words, without
 *     which the proof has failed
 * @param mayDamage whether the journal may report damage
 * @param mayEnd whether the product may end by itself
 * @param hostility who is against the product, in place of faults; empty if nobody is
 * @param longestLoad between two faults; a sixth of it is the shortest
 */
record Campaign(
    String name,
    List<String> promises,
    Ground ground,
    List<Fault> faults,
    Optional<String> obstacle,
    List<String> mustFind,
    boolean mayDamage,
    boolean mayEnd,
    Optional<Hostility> hostility,
    Duration longestLoad) {
  private static final Duration SHORT_LOAD = Duration.ofSeconds(3);

  Campaign {
    promises = List.copyOf(promises);
    faults = List.copyOf(faults);
    mustFind = List.copyOf(mustFind);
  }

  static Campaign of(String name, List<String> promises, Ground ground, List<Fault> faults) {
    return new Campaign(
        name,
        promises,
        ground,
        faults,
        Optional.empty(),
        List.of(),
        false,
        false,
        Optional.empty(),
        SHORT_LOAD);
  }

  static Campaign of(String name, List<String> promises, Ground ground, Hostility hostility) {
    return new Campaign(
        name,
        promises,
        ground,
        List.of(),
        Optional.empty(),
        List.of(),
        false,
        false,
        Optional.of(hostility),
        SHORT_LOAD);
  }

  Campaign unless(String why) {
    return new Campaign(
        name,
        promises,
        ground,
        faults,
        why.isEmpty() ? obstacle : Optional.of(why),
        mustFind,
        mayDamage,
        mayEnd,
        hostility,
        longestLoad);
  }

  Campaign thatMustFind(String... words) {
    return new Campaign(
        name,
        promises,
        ground,
        faults,
        obstacle,
        List.of(words),
        mayDamage,
        mayEnd,
        hostility,
        longestLoad);
  }

  Campaign thatMayDamage() {
    return new Campaign(
        name, promises, ground, faults, obstacle, mustFind, true, mayEnd, hostility, longestLoad);
  }

  Campaign thatMayEnd() {
    return new Campaign(
        name,
        promises,
        ground,
        faults,
        obstacle,
        mustFind,
        mayDamage,
        true,
        hostility,
        longestLoad);
  }

  Campaign withLoadUpTo(Duration longest) {
    return new Campaign(
        name, promises, ground, faults, obstacle, mustFind, mayDamage, mayEnd, hostility, longest);
  }

  /** Whether growth means anything: a short run only warms up. */
  boolean isLong() {
    return longestLoad.compareTo(SHORT_LOAD) > 0;
  }

  boolean isControl() {
    return !mustFind.isEmpty();
  }
}

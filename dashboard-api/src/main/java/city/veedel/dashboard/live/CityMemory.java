package city.veedel.dashboard.live;

import city.veedel.dashboard.query.Catalogue;
import city.veedel.dashboard.query.CatalogueThing;
import city.veedel.dashboard.query.CitySource;
import city.veedel.dashboard.query.CityState;
import city.veedel.dashboard.query.LatestPosition;
import city.veedel.dashboard.query.LatestResult;
import city.veedel.model.Location;
import city.veedel.model.StoredObservation;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The latest result of every datastream and the latest position of every moving thing. Storing
 * threads write, everybody reads, one thread drains what has changed. Bounded by the number of
 * datastreams in the database.
 */
final class CityMemory implements CityState {
  private final CitySource source;
  private final InstantSource clock;
  private final ConcurrentHashMap<Integer, LatestResult> latest = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, LatestPosition> positions = new ConcurrentHashMap<>();
  private final Set<Integer> changed = ConcurrentHashMap.newKeySet();
  private final Set<String> moved = ConcurrentHashMap.newKeySet();
  private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();
  private final AtomicLong changes = new AtomicLong();
  private volatile Catalogue catalogue = Catalogue.EMPTY;
  private volatile boolean loaded;
  private String stamp = "";

  CityMemory(CitySource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public boolean isLoaded() {
    return loaded;
  }

  @Override
  public Catalogue catalogue() {
    return catalogue;
  }

  @Override
  public Optional<LatestResult> findLatest(int datastream) {
    return Optional.ofNullable(latest.get(datastream));
  }

  @Override
  public Optional<LatestPosition> findPosition(String thing) {
    return Optional.ofNullable(positions.get(thing));
  }

  @Override
  public long changes() {
    return changes.get();
  }

  /** Takes over what was stored. Any thread; never blocks on anything but a map's bin. */
  void take(List<StoredObservation> observations) {
    for (StoredObservation stored : observations) {
      offer(
          new LatestResult(
              stored.datastream(),
              stored.phenomenonTime(),
              stored.receivedAt(),
              stored.storedAt(),
              stored.result()));
      Location location = stored.location();
      if (location != null) {
        offer(new LatestPosition(stored.thing().value(), location, stored.phenomenonTime()));
      }
      if (catalogue.findDatastream(stored.datastream()).isEmpty()) {
        unknown.add(stored.datastream());
      }
    }
    changes.incrementAndGet();
  }

  private void offer(LatestResult newer) {
    LatestResult standing =
        latest.merge(
            newer.datastream(), newer, (old, offered) -> offered.replaces(old) ? offered : old);
    if (newer.equals(standing)) {
      changed.add(newer.datastream());
    }
  }

  private void offer(LatestPosition newer) {
    LatestPosition standing =
        positions.merge(
            newer.thing(), newer, (old, offered) -> offered.replaces(old) ? offered : old);
    if (newer.equals(standing)) {
      moved.add(newer.thing());
    }
  }

  /** Whether a datastream was stored that the catalogue does not know yet. */
  boolean hasUnknown() {
    return !unknown.isEmpty();
  }

  /** Asks the database what there is, where that may have changed. Blocks; one thread at a time. */
  void refresh() {
    if (!loaded) {
      source.latestResults().forEach(this::offer);
      source.positions().forEach(this::offer);
    }
    String seen = source.catalogueStamp();
    if (!seen.equals(stamp)) {
      renew(source.things());
      stamp = seen;
    }
    // A datastream that is gone again must not keep us asking.
    unknown.clear();
    loaded = true;
  }

  private void renew(List<CatalogueThing> things) {
    Catalogue before = catalogue;
    if (things.equals(before.things())) {
      return;
    }
    long version = Math.max(before.version() + 1, clock.instant().getEpochSecond());
    Catalogue after = new Catalogue(version, things);
    catalogue = after;
    for (Integer id : latest.keySet()) {
      var place = after.findDatastream(id);
      // Whoever could not see it before must get its value now.
      if (place.isPresent() && !Objects.equals(place, before.findDatastream(id))) {
        changed.add(id);
      }
    }
    changes.incrementAndGet();
  }

  /** Ids of the datastreams changed since the last call, known or not. One thread. */
  BitSet drainChanged() {
    BitSet drained = new BitSet();
    // Removed before its value is read, so that a change in between is seen next time.
    changed.removeIf(id -> {
      drained.set(id);
      return true;
    });
    return drained;
  }

  /** Ids of the things that moved since the last call. One thread. */
  Set<String> drainMoved() {
    Set<String> drained = new HashSet<>();
    moved.removeIf(id -> {
      drained.add(id);
      return true;
    });
    return drained;
  }

  /** Every moving thing. */
  Iterable<LatestPosition> positions() {
    return positions.values();
  }
}

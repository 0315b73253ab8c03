package city.veedel.dashboard.live;

import city.veedel.dashboard.query.Catalogue;
import city.veedel.dashboard.query.CatalogueThing;
import city.veedel.dashboard.query.CityFilter;
import city.veedel.dashboard.query.CityState;
import city.veedel.dashboard.query.LatestPosition;
import city.veedel.model.Theme;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clients that look at the same part of the city: what they get is encoded once. Used by the
 * hub's thread only.
 */
final class LiveGroup {
  private final CityFilter filter;
  private final String epoch;
  private final Set<LiveClient> clients = new LinkedHashSet<>();
  private @Nullable Snapshot snapshot;

  /**
   * @param hubEpoch differs from one run of the hub to the next
   */
  LiveGroup(CityFilter filter, String hubEpoch) {
    this.filter = filter;
    // Part of every event id: whoever comes back looking elsewhere, or with other rights, must
    // not be resumed.
    this.epoch =
        hubEpoch
            + Integer.toHexString(filter.viewer().code().hashCode())
            + Integer.toHexString(Objects.hash(themeCodes(filter), filter.box()));
  }

  private static List<String> themeCodes(CityFilter filter) {
    return filter.themes().stream().map(Theme::code).sorted().toList();
  }

  /** An encoded snapshot and the tick it stands for. */
  record Snapshot(Buffer event, long sequence, long atMillis) {}

  CityFilter filter() {
    return filter;
  }

  String epoch() {
    return epoch;
  }

  Set<LiveClient> clients() {
    return clients;
  }

  String eventId(long sequence) {
    return epoch + ":" + sequence;
  }

  /** Those of the changed datastreams that this group sees. */
  BitSet wanted(BitSet changed, Catalogue catalogue, CityState city) {
    BitSet wanted = new BitSet();
    changed.stream()
        .forEach(id ->
            catalogue
                .findDatastream(id)
                .filter(place -> filter.admits(place.thing(), place.datastream()))
                .filter(place -> isInside(place.thing(), city))
                .ifPresent(place -> wanted.set(id)));
    return wanted;
  }

  /** Values of moving things are few and always sent; where they are decides about positions. */
  private boolean isInside(CatalogueThing thing, CityState city) {
    return filter.contains(thing.location()) || city.findPosition(thing.id()).isPresent();
  }

  /** Whether this group hears of a move: into, inside or out of its box. */
  boolean wantsMove(LatestPosition to, @Nullable LatestPosition from, Catalogue catalogue) {
    Optional<CatalogueThing> thing = catalogue.findThing(to.thing());
    return thing.isPresent()
        && filter.admits(thing.get())
        && (filter.contains(to.location()) || from != null && filter.contains(from.location()));
  }

  /** The snapshot of this tick, or one that is younger than {@code reuseMillis}. */
  Snapshot snapshot(
      Catalogue catalogue, CityState city, long sequence, Instant now, long reuseMillis) {
    Snapshot present = snapshot;
    if (present != null && now.toEpochMilli() - present.atMillis() < reuseMillis) {
      return present;
    }
    BitSet all = new BitSet();
    for (CatalogueThing thing : catalogue.things()) {
      if (filter.admits(thing) && isInside(thing, city)) {
        thing.datastreams().stream()
            .filter(datastream -> filter.admits(thing, datastream))
            .forEach(datastream -> all.set(datastream.id()));
      }
    }
    Snapshot fresh =
        new Snapshot(
            LiveEvents.snapshot(eventId(sequence), now, all, city), sequence, now.toEpochMilli());
    snapshot = fresh;
    return fresh;
  }

  /** After the catalogue changed, an older snapshot may show what must not be seen any more. */
  void forgetSnapshot() {
    snapshot = null;
  }
}

package city.veedel.dashboard.query;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands where in the city and what it says now; answered from memory. */
public final class CityMap {
  private final CityState city;

  public CityMap(CityState city) {
    this.city = city;
  }

  /** By thing id. */
  public List<ThingView> things(CityFilter filter, Instant now) {
    checkLoaded();
    List<ThingView> things = new ArrayList<>();
    for (CatalogueThing thing : city.catalogue().things()) {
      if (filter.admits(thing)) {
        ThingView view = view(thing, filter, now);
        if (filter.contains(view.location())) {
          things.add(view);
        }
      }
    }
    return things;
  }

  public Optional<ThingView> findThing(String id, Viewer viewer, Instant now) {
    checkLoaded();
    CityFilter filter = CityFilter.everything(viewer);
    return city.catalogue().findThing(id).filter(filter::admits).map(t -> view(t, filter, now));
  }

  /** The datastream, if the viewer may know of it. */
  public Optional<Catalogue.Place> findDatastream(int id, Viewer viewer) {
    checkLoaded();
    CityFilter filter = CityFilter.everything(viewer);
    return city.catalogue()
        .findDatastream(id)
        .filter(place -> filter.admits(place.thing(), place.datastream()));
  }

  /** All datastreams the viewer may know of, by thing and property. */
  public List<Catalogue.Place> dictionary(Viewer viewer) {
    checkLoaded();
    CityFilter filter = CityFilter.everything(viewer);
    List<Catalogue.Place> places = new ArrayList<>();
    for (CatalogueThing thing : city.catalogue().things()) {
      for (CatalogueDatastream datastream : thing.datastreams()) {
        if (filter.admits(thing, datastream)) {
          places.add(new Catalogue.Place(thing, datastream));
        }
      }
    }
    return places;
  }

  public long catalogueVersion() {
    return city.catalogue().version();
  }

  /** Grows whenever an answer may be another one, its ages left aside. */
  public long changes() {
    return city.changes();
  }

  private void checkLoaded() {
    if (!city.isLoaded()) {
      throw new StoreUnavailable(
          "database_unavailable", "The city has not been read from the database yet.");
    }
  }

  private ThingView view(CatalogueThing thing, CityFilter filter, Instant now) {
    Optional<LatestPosition> position = city.findPosition(thing.id());
    List<ThingView.DatastreamView> datastreams = new ArrayList<>(thing.datastreams().size());
    for (CatalogueDatastream datastream : thing.datastreams()) {
      if (filter.admits(thing, datastream)) {
        datastreams.add(view(datastream, now));
      }
    }
    return new ThingView(
        thing,
        position.isPresent() ? position.get().location() : thing.location(),
        thing.moving() || position.isPresent(),
        datastreams);
  }

  private ThingView.DatastreamView view(CatalogueDatastream datastream, Instant now) {
    @Nullable LatestResult latest = city.findLatest(datastream.id()).orElse(null);
    if (latest == null) {
      return new ThingView.DatastreamView(datastream, null, Duration.ZERO, Freshness.NEVER);
    }
    Duration age = Duration.between(latest.phenomenonTime(), now);
    // A device clock may be a little ahead of ours.
    Duration shown = age.isNegative() ? Duration.ZERO : age;
    return new ThingView.DatastreamView(
        datastream, latest, shown, Freshness.of(shown, datastream.expectedInterval()));
  }
}

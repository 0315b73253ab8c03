package city.veedel.dashboard.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All things and datastreams of the city at one moment, immutable. The version grows with every
 * change, also across restarts of the server.
 */
public final class Catalogue {
  /** Before anything was read. */
  public static final Catalogue EMPTY = new Catalogue(0, List.of());

  private final long version;
  private final List<CatalogueThing> things;
  private final Map<String, CatalogueThing> thingsById;
  private final Map<Integer, Place> places;

  public Catalogue(long version, List<CatalogueThing> things) {
    this.version = version;
    this.things = List.copyOf(things);
    this.thingsById = HashMap.newHashMap(things.size());
    this.places = HashMap.newHashMap(things.size() * 3);
    for (CatalogueThing thing : this.things) {
      thingsById.put(thing.id(), thing);
      for (CatalogueDatastream datastream : thing.datastreams()) {
        places.put(datastream.id(), new Place(thing, datastream));
      }
    }
  }

  /** Where a datastream belongs. */
  public record Place(CatalogueThing thing, CatalogueDatastream datastream) {}

  public long version() {
    return version;
  }

  /** By id. */
  public List<CatalogueThing> things() {
    return things;
  }

  public Optional<CatalogueThing> findThing(String id) {
    return Optional.ofNullable(thingsById.get(id));
  }

  public Optional<Place> findDatastream(int id) {
    return Optional.ofNullable(places.get(id));
  }

  public int datastreamCount() {
    return places.size();
  }
}

package city.veedel.dashboard.http;

import city.veedel.dashboard.query.Catalogue;
import city.veedel.dashboard.query.CityFilter;
import city.veedel.dashboard.query.CityMap;
import city.veedel.dashboard.query.ThingView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The city map as GeoJSON (RFC 7946), single things, and the dictionary of the live stream. */
final class ThingRoutes {
  // A whole city of 20,000 things is some 20 MB: few at once, and one of a second serves many.
  private static final int RENDERED_AT_ONCE = 2;
  private static final int RENDER_WAIT_SECONDS = 10;
  private static final int REMEMBERED = 8;
  private static final long REMEMBERED_MILLIS = 1_000;
  private static final long FRESHNESS_STEP_MILLIS = 60_000;

  private final CityMap city;
  private final InstantSource clock;
  private final Semaphore rendering = new Semaphore(RENDERED_AT_ONCE, true);
  private final Map<Wanted, Rendered> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, Rendered> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Wanted(CityFilter filter, boolean gzip) {}

  private record Rendered(Answer answer, long changes, long atMillis) {}

  ThingRoutes(CityMap city, InstantSource clock) {
    this.city = city;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/things", Access.PUBLIC, this::things),
        Endpoint.get("/api/v1/things/:id", Access.PUBLIC, this::thing),
        Endpoint.get("/api/v1/live/dictionary", Access.PUBLIC, this::dictionary));
  }

  /** The filter of a question about the map; also that of the live stream. */
  static CityFilter filterOf(Request request, String themesParameter) {
    Parameters parameters = request.parameters();
    return new CityFilter(
        parameters.themes(themesParameter),
        parameters.boundingBox("bbox").orElse(null),
        request.viewer());
  }

  private Answer things(Request request) {
    Wanted wanted = new Wanted(filterOf(request, "theme"), request.gzip());
    try {
      if (!rendering.tryAcquire(RENDER_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new ProblemException(
            Problem.retryLater(
                503,
                "server_busy",
                "The server is busy",
                "Too many want the whole map at once; ask again, or for one theme.",
                2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is stopping", e);
    }
    try {
      return rendered(wanted);
    } finally {
      rendering.release();
    }
  }

  private Answer rendered(Wanted wanted) {
    Instant now = clock.instant();
    // Read before the values: a change in between then leads to another tag next time.
    long changes = city.changes();
    synchronized (remembered) {
      Rendered last = remembered.get(wanted);
      long age = last == null ? Long.MAX_VALUE : now.toEpochMilli() - last.atMillis();
      if (last != null && age >= 0 && age < REMEMBERED_MILLIS && last.changes() == changes) {
        return last.answer();
      }
    }
    List<ThingView> things = city.things(wanted.filter(), now);
    Answer answer =
        Answer.geoJson(ThingJson.collection(things, now), wanted.gzip())
            .with("ETag", tag(wanted.filter(), changes, now));
    synchronized (remembered) {
      remembered.put(wanted, new Rendered(answer, changes, now.toEpochMilli()));
    }
    return answer;
  }

  /** Ages alone make no other answer, but freshness may turn: once a minute it is another one. */
  private String tag(CityFilter filter, long changes, Instant now) {
    String state =
        filter.themes().stream().sorted().toList()
            + " "
            + filter.box()
            + " "
            + filter.viewer().code()
            + " "
            + city.catalogueVersion()
            + " "
            + changes
            + " "
            + now.toEpochMilli() / FRESHNESS_STEP_MILLIS;
    return Answer.etagOf(state.getBytes(StandardCharsets.UTF_8));
  }

  private Answer thing(Request request) {
    Instant now = clock.instant();
    String id = request.pathParameter("id");
    ThingView thing =
        city.findThing(id, request.viewer(), now)
            .orElseThrow(() ->
                new ProblemException(
                    Problem.notFound(
                        "There is no thing "
                            + Parameters.quoted(id)
                            + (request.account().isPresent()
                                ? "."
                                : ", or it needs a login to be seen."))));
    return Answer.geoJson(ThingJson.feature(thing, now), false).tagged();
  }

  private Answer dictionary(Request request) {
    List<Catalogue.Place> places = city.dictionary(request.viewer());
    long version = city.catalogueVersion();
    return Answer.json(
            json -> {
              json.writeStartObject();
              json.writeNumberField("version", version);
              json.writeArrayFieldStart("items");
              for (Catalogue.Place place : places) {
                json.writeStartObject();
                json.writeNumberField("id", place.datastream().id());
                json.writeStringField("thing", place.thing().id());
                json.writeStringField("property", place.datastream().property());
                json.writeStringField("theme", place.thing().theme().code());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            })
        .tagged();
  }
}

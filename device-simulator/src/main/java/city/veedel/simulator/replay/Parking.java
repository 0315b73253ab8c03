package city.veedel.simulator.replay;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.SimulatedThing;
import city.veedel.simulator.device.Slugs;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Car parks of Köln in three forms.
 *
 * <ul>
 *   <li>The guidance system's live message: numbers are strings, times local; where {@code
 *       has_livedata} is not 1 the number of free spaces is a standing figure and no observation.
 *   <li>The ArcGIS message: KAPAZITAET is the number of free spaces, -1 is none known, the name may
 *       be null, times are local.
 *   <li>A wide table over months: a column per car park, times with offset, a cell only where the
 *       number changed. An empty cell is therefore no gap.
 * </ul>
 */
final class Parking {
  private static final String ID = "parking-koeln";
  private static final String OWNER = "Stadt Köln";
  private static final String COLUMN_PREFIX = "koeln-apps-parken-";
  private static final String GARAGE_PREFIX = "koeln-";

  private Parking() {}

  static boolean isLiveMessage(Head head) {
    return head.text().startsWith("{")
        && head.text().contains("\"shortname\"")
        && head.text().contains("\"capacity_brutto\"");
  }

  static boolean isArcGis(Head head) {
    return head.text().startsWith("{") && head.text().contains("\"KAPAZITAET\"");
  }

  static boolean isSeries(Head head) {
    return head.firstLine().startsWith("timestamp," + COLUMN_PREFIX);
  }

  static boolean matches(Head head) {
    return isLiveMessage(head) || isArcGis(head) || isSeries(head);
  }

  static MergedRecording of(List<Path> files) throws IOException {
    Map<ThingId, SimulatedThing> things = new LinkedHashMap<>();
    Map<String, ThingId> columns = columns(files.getFirst(), things);
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      Head head = Head.of(file);
      if (isSeries(head)) {
        CsvSource.cells(head.firstLine()).stream()
            .skip(1)
            .forEach(column -> things.computeIfAbsent(thingOf(columns, column), Parking::unplaced));
        sources.add(new CsvSource(file, header -> cells -> row(header, cells, columns)));
      } else if (isArcGis(head)) {
        arcGisThings(Json.read(file), things);
        sources.add(new DocumentSource(file, () -> arcGis(Json.read(file))));
      } else {
        liveThings(Json.read(file), things);
        sources.add(new DocumentSource(file, () -> live(Json.read(file))));
      }
    }
    return new MergedRecording(
        ID,
        "Aufzeichnung Parkhäuser Köln",
        Theme.PARKING,
        List.copyOf(things.values()),
        sources,
        List.of());
  }

  /** Which column is which car park, and where it stands. */
  private static Map<String, ThingId> columns(Path beside, Map<ThingId, SimulatedThing> things)
      throws IOException {
    Map<String, ThingId> columns = new HashMap<>();
    Path mapping = beside.resolveSibling("series-to-garage.csv");
    if (Files.exists(mapping)) {
      for (List<String> cells : withoutHeader(CsvSource.readAll(mapping))) {
        if (!cells.get(2).isEmpty()) {
          ThingId thing = thing(cells.get(2).substring(GARAGE_PREFIX.length()));
          columns.put(cells.get(0), thing);
          things.put(
              thing,
              described(
                  thing,
                  cells.get(1),
                  new Location(
                      Double.parseDouble(cells.get(3)), Double.parseDouble(cells.get(4)))));
        }
      }
    }
    return columns;
  }

  private static List<List<String>> withoutHeader(List<List<String>> rows) {
    return rows.subList(1, rows.size());
  }

  private static ThingId thingOf(Map<String, ThingId> columns, String column) {
    return columns.computeIfAbsent(column, name -> thing(name.substring(COLUMN_PREFIX.length())));
  }

  private static List<Measurement> row(
      List<String> header, List<String> cells, Map<String, ThingId> columns) {
    Instant time = OffsetDateTime.parse(cells.get(0)).toInstant();
    List<Measurement> changed = new ArrayList<>();
    for (int i = 1; i < cells.size(); i++) {
      if (!cells.get(i).isEmpty()) {
        changed.add(
            new Readings()
                .number("free_spaces", Double.parseDouble(cells.get(i)))
                .of(thingOf(columns, header.get(i)), time));
      }
    }
    return changed;
  }

  private static List<Measurement> arcGis(JsonNode document) {
    List<Measurement> measurements = new ArrayList<>();
    for (JsonNode feature : document.path("features")) {
      JsonNode attributes = feature.path("attributes");
      measurements.add(
          new Readings()
              .numberUnless(-1, "free_spaces", attributes.path("KAPAZITAET").asDouble())
              .numberUnless(-1, "trend", attributes.path("TENDENZ").asDouble())
              .of(
                  thing(attributes.path("IDENTIFIER").asText()),
                  Readings.localTime(attributes.path("TIMESTAMP").asText())));
    }
    return measurements;
  }

  private static void arcGisThings(JsonNode document, Map<ThingId, SimulatedThing> things) {
    for (JsonNode feature : document.path("features")) {
      String code = feature.path("attributes").path("IDENTIFIER").asText();
      JsonNode name = feature.path("attributes").path("PARKHAUS");
      Location place =
          new Location(
              feature.path("geometry").path("x").asDouble(),
              feature.path("geometry").path("y").asDouble());
      ThingId thing = thing(code);
      things.putIfAbsent(thing, described(thing, name.isNull() ? code : name.asText(), place));
    }
  }

  private static List<Measurement> live(JsonNode document) {
    List<Measurement> measurements = new ArrayList<>();
    for (JsonNode garage : document) {
      Readings readings = new Readings();
      if (garage.path("has_livedata").asText().equals("1")) {
        readings.number("free_spaces", garage.path("free").asDouble());
      } else {
        readings.missing("free_spaces");
      }
      measurements.add(
          readings
              .number("capacity", garage.path("capacity").asDouble())
              .state("state", garage.path("status").asText().equals("1") ? "open" : "closed")
              .of(
                  thing(garage.path("shortname").asText()),
                  Readings.localTime(garage.path("timestamp").asText())));
    }
    return measurements;
  }

  private static void liveThings(JsonNode document, Map<ThingId, SimulatedThing> things) {
    for (JsonNode garage : document) {
      ThingId thing = thing(garage.path("shortname").asText());
      Location place = new Location(garage.path("lng").asDouble(), garage.path("lat").asDouble());
      things.putIfAbsent(thing, described(thing, garage.path("longname").asText(), place));
    }
  }

  /** One id for what the forms write {@code W_P08o}, {@code W_P08W} or {@code koeln-w-p08o}. */
  private static ThingId thing(String code) {
    return new ThingId("parken-" + Slugs.of(code));
  }

  private static SimulatedThing unplaced(ThingId thing) {
    return described(thing, thing.value(), null);
  }

  private static SimulatedThing described(ThingId thing, String name, @Nullable Location place) {
    return new SimulatedThing(
        thing,
        name,
        Theme.PARKING,
        OWNER,
        place,
        List.of(
            new PropertyName("free_spaces"),
            new PropertyName("capacity"),
            new PropertyName("state"),
            new PropertyName("trend")));
  }
}
